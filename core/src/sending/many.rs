use futures_util::{StreamExt, stream::FuturesOrdered};

use super::{Context, Outbound, SendResult, typed::send_typed};
use crate::{event::Event, provider::Admission};

/// Sends events one behind the other without waiting for each; one result per event, in their order.
pub(super) async fn send_many<E: Event>(
    out: &dyn Outbound,
    context: Option<&Context>,
    events: Vec<E>,
) -> Vec<SendResult<E>> {
    let mut results = Vec::with_capacity(events.len());
    let mut under_way = FuturesOrdered::new();
    for event in events {
        if under_way.len() >= out.pipelined()
            && let Some(result) = under_way.next().await
        {
            results.push(result);
        }
        under_way.push_back(send_typed(out, event, |head| Context::write(context, head), Admission::Wait));
    }
    while let Some(result) = under_way.next().await {
        results.push(result);
    }
    results
}
