use std::{
    sync::Arc,
    task::{Context, Poll},
};

use super::{
    answer::scripted,
    shared::Shared,
    unsettled::{Step, Unsettled},
};
use crate::{
    error::Error,
    provider::{Incoming, Receiver, Settlement, Signal, Token},
};

/// Gives what the script pushes, and tells it what becomes of it.
pub(super) struct ScriptedReceiver {
    shared: Arc<Shared>,
    queue: String,
}

impl ScriptedReceiver {
    pub(super) fn open(shared: Arc<Shared>, queue: String) -> Self {
        let receiver = Self { shared, queue };
        receiver.change(|queue| (queue.open, queue.credit, queue.lost) = (true, 0, false));
        receiver
    }

    fn change<T>(&self, change: impl FnOnce(&mut Unsettled) -> T) -> T {
        self.shared.change(|state| change(state.queue(&self.queue)))
    }
}

impl Receiver for ScriptedReceiver {
    fn poll_receive(&mut self, cx: &mut Context<'_>, batch: &mut Vec<Incoming>) -> Poll<Signal> {
        self.change(|queue| {
            if std::mem::take(&mut queue.lost) {
                queue.unsettled.clear();
                queue.credit = 0;
                return Poll::Ready(Signal::Lost);
            }
            if let Some(kind) = queue.ended {
                return Poll::Ready(Signal::Closed(scripted(kind)));
            }
            if queue.give(batch) {
                return Poll::Ready(Signal::Deliveries);
            }
            queue.waker = Some(cx.waker().clone());
            Poll::Pending
        })
    }

    fn grant(&mut self, credit: u32) {
        self.change(|queue| {
            queue.credit = queue.credit.saturating_add(credit);
            queue.log.push(Step::Granted(credit));
        });
    }

    fn settle(&mut self, token: Token, settlement: Settlement) {
        self.change(|queue| {
            let before = queue.unsettled.len();
            queue.unsettled.retain(|unsettled| *unsettled != token);
            let known = queue.unsettled.len() < before;
            queue.log.push(if known { Step::Settled(token, settlement) } else { Step::Ignored(token) });
        });
    }

    fn pause(&mut self) {
        self.change(|queue| {
            queue.credit = 0;
            queue.log.push(Step::Paused);
        });
    }

    fn poll_close(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.change(|queue| {
            queue.unsettled.clear();
            queue.log.push(Step::Closed);
        });
        Poll::Ready(Ok(()))
    }
}

impl Drop for ScriptedReceiver {
    fn drop(&mut self) {
        self.change(|queue| queue.open = false);
    }
}
