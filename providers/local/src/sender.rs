use std::sync::Arc;

use tidings_core::{
    envelope::Parcel,
    provider::{Admission, Outcome, Receipt, Sender},
};

use crate::{
    broker::{Address, DeadLetters, Destination, Link, due_in},
    config::Mode,
    envelope::Seal,
    error,
};

/// Sends to an address or to one of its queues.
pub(crate) struct AddressSender {
    pub(crate) link: Arc<Link>,
    pub(crate) address: Arc<Address>,
    pub(crate) to: Destination,
    pub(crate) mode: Mode,
    pub(crate) seal: Seal,
}

impl Sender for AddressSender {
    fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt {
        if self.link.is_closed() {
            return Receipt::ready(Outcome::NotSent(error::closed("send an event")));
        }
        let due = parcel.envelope().delay().map(due_in);
        match self.seal.seal(parcel) {
            Ok(parcel) => self.address.offer(parcel, due, &self.to, admission, &self.link),
            Err(error) => Receipt::ready(Outcome::NotSent(error)),
        }
    }

    #[inline]
    fn is_inline(&self) -> bool {
        self.mode == Mode::Inline && matches!(self.to, Destination::All(_)) && self.address.is_solely(&self.link)
    }
}

/// Writes dead letters. It never waits: while there is no room, whoever writes keeps the delivery.
pub(crate) struct DeadLetterSender {
    pub(crate) link: Arc<Link>,
    pub(crate) letters: Arc<DeadLetters>,
    pub(crate) queue: String,
    pub(crate) capacity: usize,
    pub(crate) seal: Seal,
}

impl Sender for DeadLetterSender {
    fn offer(&self, parcel: Arc<dyn Parcel>, _: Admission) -> Receipt {
        if self.link.is_closed() {
            return Receipt::ready(Outcome::NotSent(error::closed("write a dead letter")));
        }
        let written = self.seal.seal(parcel).and_then(|parcel| {
            self.letters.push(parcel, self.capacity).map_err(|_| error::dead_letters_full(&self.queue, self.capacity))
        });
        Receipt::ready(match written {
            Ok(()) => Outcome::Confirmed,
            Err(error) => Outcome::NotSent(error),
        })
    }

    fn is_inline(&self) -> bool {
        false
    }
}

/// Refuses what this provider does not know.
pub(crate) struct NoSender;

impl Sender for NoSender {
    fn offer(&self, _: Arc<dyn Parcel>, _: Admission) -> Receipt {
        Receipt::ready(Outcome::NotSent(error::unsupported("send to a target of this kind")))
    }

    fn is_inline(&self) -> bool {
        false
    }
}
