use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::SlotId;
use crate::{error::Result, panic::Caught};

/// Attempts that take turns in one task.
#[derive(Default)]
pub(in super::super) struct Here<'l> {
    /// Not polled yet, in their order: most end at their first poll, and cost nothing further.
    fresh: VecDeque<Turn<'l>>,
    waiting: FuturesUnordered<Turn<'l>>,
}

impl<'l> Here<'l> {
    pub(super) fn start(&mut self, id: SlotId, attempt: Caught<'l>) {
        self.fresh.push_back(Turn { id, attempt });
    }

    /// The next attempt that ended; `None` if none is under way.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<(SlotId, Result)>> {
        while let Some(mut turn) = self.fresh.pop_front() {
            match Pin::new(&mut turn).poll(cx) {
                Poll::Ready(ended) => return Poll::Ready(Some(ended)),
                // Polled once more there, by a waker that tells it from the others.
                Poll::Pending => self.waiting.push(turn),
            }
        }
        self.waiting.poll_next_unpin(cx)
    }
}

struct Turn<'l> {
    id: SlotId,
    attempt: Caught<'l>,
}

impl Future for Turn<'_> {
    type Output = (SlotId, Result);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let result = ready!(Pin::new(&mut self.attempt).poll(cx));
        Poll::Ready((self.id, result))
    }
}
