use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
};

use futures_util::{FutureExt, StreamExt, future::Either, stream::FuturesOrdered};

use super::{Context, Outbound, SendResult, typed::send_typed};
use crate::{event::Event, provider::Admission};

/// Sends events one behind the other without waiting for each; one result per event, in their order.
pub(super) async fn send_many<E: Event>(
    out: &dyn Outbound,
    context: Option<&Context>,
    events: Vec<E>,
) -> Vec<SendResult<E>> {
    let send = |event| send_typed(out, event, |head| Context::write(context, head), Admission::Wait);
    let mut results = Vec::with_capacity(events.len());
    let mut events = events.into_iter();
    while let Some(event) = events.next() {
        // Where nobody has to wait, nothing has to be kept beside what comes behind it.
        let mut first = pin!(send(event));
        match poll_fn(|task| Poll::Ready(first.poll_unpin(task))).await {
            Poll::Ready(result) => results.push(result),
            Poll::Pending => side_by_side(first, events.by_ref().map(send), out.pipelined(), &mut results).await,
        }
    }
    results
}

/// Goes on with a send, and with those behind it at the same time.
async fn side_by_side<F: Future>(
    first: Pin<&mut F>,
    behind: impl Iterator<Item = F>,
    most: usize,
    results: &mut Vec<F::Output>,
) {
    let mut under_way = FuturesOrdered::from_iter([Either::Left(first)]);
    for next in behind {
        if under_way.len() >= most
            && let Some(result) = under_way.next().await
        {
            results.push(result);
        }
        under_way.push_back(Either::Right(next));
    }
    while let Some(result) = under_way.next().await {
        results.push(result);
    }
}
