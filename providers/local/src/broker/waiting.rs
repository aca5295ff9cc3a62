use std::{collections::VecDeque, sync::Arc};

use tidings_core::{
    envelope::Parcel,
    provider::{Outcome, Ticket, Unroutable},
};
use tokio::time::Instant;

use super::{
    after::After,
    link::{Link, Waits},
};
use crate::error;

/// Where an offer goes within its address.
#[derive(Clone)]
pub(crate) enum Destination {
    /// To every queue; what becomes of it if there is none.
    All(Unroutable),
    /// To the queue of this name.
    Queue(Arc<str>),
}

/// The offers that wait for room, in the order in which they were made.
///
/// There is one for each sender that waits, and no more: those that were taken back are swept at once.
#[derive(Default)]
pub(super) struct Waiting {
    offers: VecDeque<WaitingOffer>,
}

pub(super) struct WaitingOffer {
    pub(super) parcel: Arc<dyn Parcel>,
    pub(super) due: Option<Instant>,
    pub(super) to: Destination,
    pub(super) ticket: Ticket,
    pub(super) waits: Waits,
}

impl Destination {
    /// What becomes of an offer that no queue would get.
    #[cold]
    pub(super) fn nobody(&self, address: &str) -> Outcome {
        match self {
            Self::Queue(name) => Outcome::NotSent(error::queue_gone(name)),
            Self::All(Unroutable::Warn | Unroutable::Ignore) => Outcome::Unheard,
            Self::All(_) => Outcome::NotSent(error::nobody_listens(address)),
        }
    }

    /// Whether the log has to say that nobody listens.
    pub(super) fn is_warned_of(&self) -> bool {
        matches!(self, Self::All(Unroutable::Warn))
    }
}

impl WaitingOffer {
    /// Ends it without sending it.
    pub(super) fn end(self, outcome: Option<Outcome>, after: &mut After) {
        after.drop_parcel(self.parcel);
        after.tell(self.ticket, outcome, self.waits);
    }
}

impl Waiting {
    pub(super) fn is_empty(&self) -> bool {
        self.offers.is_empty()
    }

    pub(super) fn push(&mut self, waiting: WaitingOffer) {
        self.offers.push_back(waiting);
    }

    pub(super) fn front(&self) -> Option<&WaitingOffer> {
        self.offers.front()
    }

    pub(super) fn pop(&mut self) -> Option<WaitingOffer> {
        self.offers.pop_front()
    }

    /// Drops the offers that their senders took back.
    pub(super) fn sweep(&mut self, after: &mut After) {
        for waiting in self.extract(|waiting| waiting.ticket.is_cancelled()) {
            waiting.end(None, after);
        }
    }

    /// Ends the offers of one connection.
    pub(super) fn end(&mut self, link: &Link, outcome: impl Fn() -> Outcome, after: &mut After) {
        for waiting in self.extract(|waiting| waiting.waits.is_of(link)) {
            waiting.end(Some(outcome()), after);
        }
    }

    fn extract(&mut self, out: impl Fn(&WaitingOffer) -> bool) -> Vec<WaitingOffer> {
        let (out, kept): (Vec<_>, Vec<_>) = self.offers.drain(..).partition(out);
        self.offers = kept.into();
        out
    }
}
