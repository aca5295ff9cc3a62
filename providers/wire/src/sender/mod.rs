//! Takes envelopes for one target and sees them through, over as many epochs as it takes.

mod guard;
mod item;
mod outbox;
mod route;
mod serve;
mod task;
#[cfg(test)]
mod tests;

pub(crate) use outbox::Outbox;
pub(crate) use route::Route;
pub(crate) use task::{Attached, Task};

use std::sync::Arc;

use tidings_core::{
    envelope::Parcel,
    provider::{Admission, Receipt, Sender},
};
use tokio::sync::watch;

/// What core offers envelopes to.
pub(crate) struct LinkedSender {
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) attached: watch::Receiver<Attached>,
}

impl LinkedSender {
    /// Lets go of its link, unless there is something left to send; whether it did. Nobody else may hold it.
    pub(crate) fn retire(&self) -> bool {
        let is_idle = self.outbox.is_empty();
        if is_idle {
            self.outbox.retire();
        }
        is_idle
    }
}

impl Sender for LinkedSender {
    fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt {
        self.outbox.offer(parcel, admission)
    }

    fn is_inline(&self) -> bool {
        false
    }
}
