use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use super::{answer::scripted, letters::Letters};
use crate::{
    envelope::{Encoded, Envelope},
    error::ErrorKind,
    provider::{Admission, Outcome, Target, Ticket},
    sending::SharedEnvelope,
};

/// Where something was offered to, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum To {
    /// To the address of an event.
    Address(String),
    /// To one queue alone, by its full name.
    Queue(String),
    /// To the dead letters of a listener, by the name of their queue.
    DeadLetters(String),
}

impl From<&Target> for To {
    fn from(target: &Target) -> Self {
        match target {
            Target::Address(event) => Self::Address(event.address().to_owned()),
            Target::Queue(claim) => Self::Queue(claim.full_queue()),
            Target::DeadLetters(claim) => Self::DeadLetters(claim.dead_letter_queue()),
        }
    }
}

/// One offer that a script saw, to be decided if its answer left it open.
#[derive(Clone)]
pub struct Offered(Arc<Record>);

struct Record {
    letters: Arc<Letters>,
    to: To,
    admission: Admission,
    envelope: SharedEnvelope,
    ticket: Mutex<Option<Ticket>>,
}

impl Offered {
    pub(super) fn new(
        letters: Arc<Letters>,
        to: To,
        admission: Admission,
        envelope: SharedEnvelope,
        ticket: Option<Ticket>,
    ) -> Self {
        Self(Arc::new(Record { letters, to, admission, envelope, ticket: Mutex::new(ticket) }))
    }

    /// Where it was offered to.
    pub fn to(&self) -> &To {
        &self.0.to
    }

    /// What it does when there is no room.
    pub fn admission(&self) -> Admission {
        self.0.admission
    }

    /// The envelope as it was offered, its body encoded.
    pub fn envelope(&self) -> &Envelope {
        self.0.envelope.envelope()
    }

    /// The same, shared.
    pub fn shared_envelope(&self) -> &SharedEnvelope {
        &self.0.envelope
    }

    /// Has it leave; `false` if its sender took it back or its fate is told already.
    pub fn leave(&self) -> bool {
        self.ticket(|ticket| ticket.as_ref().is_some_and(Ticket::take))
    }

    /// Whether its sender took it back.
    pub fn is_taken_back(&self) -> bool {
        self.ticket(|ticket| ticket.as_ref().is_some_and(Ticket::is_cancelled))
    }

    /// Confirms it; `false` if its sender took it back or its fate is told already.
    pub fn confirm(&self) -> bool {
        if !self.leave() || !self.tell(Outcome::Confirmed) {
            return false;
        }
        self.keep();
        true
    }

    /// Tells that it was surely not sent; `false` if its fate is told already.
    pub fn refuse(&self, kind: ErrorKind) -> bool {
        self.tell(Outcome::NotSent(scripted(kind)))
    }

    /// Tells that it may have arrived; `false` if its fate is told already.
    pub fn undecided(&self, kind: ErrorKind) -> bool {
        self.tell(Outcome::Undecided(scripted(kind)))
    }

    /// Keeps what was confirmed as a dead letter.
    pub(super) fn keep(&self) {
        if let To::DeadLetters(queue) = self.to() {
            self.0.letters.of(queue, |letters| letters.push(self.0.envelope.clone()));
        }
    }

    fn tell(&self, outcome: Outcome) -> bool {
        let ticket = self.ticket(Option::take);
        ticket.map(|ticket| ticket.complete(outcome)).is_some()
    }

    fn ticket<T>(&self, look: impl FnOnce(&mut Option<Ticket>) -> T) -> T {
        look(&mut self.0.ticket.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Offered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offered")
            .field("to", self.to())
            .field("admission", &self.0.admission)
            .field("envelope", &self.envelope())
            .finish_non_exhaustive()
    }
}

/// The envelope as it is now, so that the script holds nothing that its sender wants back.
pub(super) fn snapshot(of: &SharedEnvelope) -> SharedEnvelope {
    let envelope = of.envelope();
    // Made now: a copy of a head without an id would make another.
    envelope.id();
    let mut head = envelope.head().clone();
    if let Some(key) = envelope.key() {
        head.set_key(&*key);
    }
    let bytes = envelope.body().cloned().unwrap_or_default();
    Arc::new(Envelope::encoded(head, Encoded::new(bytes, envelope.content_type().to_owned(), envelope.form())))
}
