use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
};

use tokio::sync::{Notify, oneshot};

use crate::{
    error::{Error, ErrorKind},
    ledger::SentCount,
};

/// The fate of an offered envelope.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The provider has taken responsibility.
    Confirmed,
    /// The provider has taken responsibility, and no queue got it.
    Unheard,
    /// It surely did not leave.
    NotSent(Error),
    /// It may have arrived.
    Undecided(Error),
}

impl Outcome {
    /// Enters the fate into a ledger, where what is undecided is what has no other fate.
    pub(crate) fn count(&self, count: &SentCount) {
        match self {
            Self::Confirmed => count.confirmed(),
            Self::Unheard => count.unheard(),
            Self::NotSent(_) => count.failed(),
            Self::Undecided(_) => {}
        }
    }
}

/// Tells the fate of an offered envelope: ready at once, or completed later by the provider through its [`Ticket`].
///
/// # Cancel safety
/// Dropping it while the envelope still waits takes the envelope back; afterwards its fate is the provider's.
#[must_use = "the envelope is taken back if its receipt is dropped"]
pub struct Receipt(State);

enum State {
    Ready(Option<Outcome>),
    Pending { outcome: oneshot::Receiver<Outcome>, stage: Arc<Stage> },
}

/// The provider's end of a [`Receipt`].
#[derive(Debug)]
pub struct Ticket {
    outcome: Option<oneshot::Sender<Outcome>>,
    stage: Arc<Stage>,
}

#[derive(Debug, Default)]
struct Stage {
    at: AtomicU8,
    // Who holds the envelope while it waits, and lets go of it when it is taken back.
    holder: OnceLock<Arc<Notify>>,
    // Where a fate is counted that nobody waits for any more.
    heir: OnceLock<Arc<SentCount>>,
}

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const CANCELLED: u8 = 2;

impl Receipt {
    /// A fate that is known already.
    pub fn ready(outcome: Outcome) -> Self {
        Self(State::Ready(Some(outcome)))
    }

    /// A fate to be told later.
    pub fn pending() -> (Self, Ticket) {
        let stage = Arc::new(Stage::default());
        let (tell, outcome) = oneshot::channel();
        (Self(State::Pending { outcome, stage: stage.clone() }), Ticket { outcome: Some(tell), stage })
    }

    /// The fate, if it is known already.
    #[inline]
    pub(crate) fn known(&mut self) -> Option<Outcome> {
        match &mut self.0 {
            State::Ready(outcome) => outcome.take(),
            State::Pending { .. } => None,
        }
    }

    /// No longer waits for the fate: takes the envelope back if it still waits, otherwise leaves its fate to `count`;
    /// whether it surely will not leave.
    pub(crate) fn leave(&mut self, count: &Arc<SentCount>) -> bool {
        match &mut self.0 {
            State::Ready(outcome) => {
                if let Some(outcome) = outcome.take() {
                    outcome.count(count);
                }
                false
            }
            State::Pending { stage, .. } if stage.cancel() => {
                count.failed();
                true
            }
            State::Pending { outcome, stage } => {
                // Before the channel closes: whoever then fails to tell finds it.
                let _ = stage.heir.set(count.clone());
                outcome.close();
                if let Ok(told) = outcome.try_recv() {
                    told.count(count);
                }
                false
            }
        }
    }

    /// Takes the envelope back if it still waits; whether it surely will not leave.
    pub fn cancel(&mut self) -> bool {
        match &self.0 {
            State::Ready(_) => false,
            State::Pending { stage, .. } => stage.cancel(),
        }
    }
}

impl Stage {
    fn cancel(&self) -> bool {
        match self.at.compare_exchange(WAITING, CANCELLED, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => {
                if let Some(holder) = self.holder.get() {
                    holder.notify_one();
                }
                true
            }
            Err(now) => now == CANCELLED,
        }
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Future for Receipt {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        match &mut self.0 {
            State::Ready(outcome) => Poll::Ready(outcome.take().unwrap_or_else(abandoned)),
            State::Pending { outcome, .. } => {
                Pin::new(outcome).poll(cx).map(|told| told.unwrap_or_else(|_| abandoned()))
            }
        }
    }
}

fn abandoned() -> Outcome {
    Outcome::Undecided(Error::new(ErrorKind::Internal, "learn the fate of an event"))
}

impl Ticket {
    /// Claims the envelope, right before it leaves: `false` if its sender took it back, and it must not leave.
    ///
    /// A second call, for an envelope that is sent again in a new epoch, is `true` like the first.
    #[must_use]
    pub fn take(&self) -> bool {
        !matches!(self.stage.at.compare_exchange(WAITING, TAKEN, Ordering::AcqRel, Ordering::Acquire), Err(CANCELLED))
    }

    /// Undoes a [`take`](Self::take): the envelope surely did not leave after all, and can be taken back again.
    ///
    /// Only for one that did not leave in an earlier epoch either.
    pub fn give_back(&self) {
        // One that was cancelled was not claimed.
        let _ = self.stage.at.compare_exchange(TAKEN, WAITING, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Whether the sender took the envelope back.
    pub fn is_cancelled(&self) -> bool {
        self.stage.at.load(Ordering::Acquire) == CANCELLED
    }

    /// Whether nobody waits for the fate any more: what left once must not be sent again behind its sender's back.
    pub fn is_abandoned(&self) -> bool {
        self.outcome.as_ref().is_none_or(oneshot::Sender::is_closed)
    }

    /// Notifies `holder` when the envelope is taken back, so that it is let go of at once. Only the first call counts.
    pub fn wake_on_cancel(&self, holder: &Arc<Notify>) {
        // A second holder would be the first one's business.
        let _ = self.stage.holder.set(holder.clone());
    }

    /// Tells the fate.
    pub fn complete(mut self, outcome: Outcome) {
        self.tell(outcome);
    }

    fn tell(&mut self, outcome: Outcome) {
        if let Some(tell) = self.outcome.take() {
            // Nobody listens any more: the send was cancelled after the envelope left.
            if let Err(unheard) = tell.send(outcome)
                && let Some(count) = self.stage.heir.get()
            {
                unheard.count(count);
            }
        }
    }
}

/// A ticket that is forgotten is told as what it must be, so that no sender waits for ever.
impl Drop for Ticket {
    fn drop(&mut self) {
        if self.outcome.is_some() {
            let error = Error::new(ErrorKind::Closed, "send an event");
            let taken = self.stage.at.load(Ordering::Acquire) == TAKEN;
            self.tell(if taken { Outcome::Undecided(error) } else { Outcome::NotSent(error) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Book;

    #[tokio::test]
    async fn a_dropped_receipt_takes_a_waiting_envelope_back() {
        let (receipt, ticket) = Receipt::pending();
        drop(receipt);
        assert!(!ticket.take());
    }

    #[tokio::test]
    async fn whoever_holds_an_envelope_learns_that_it_was_taken_back() {
        let (mut receipt, ticket) = Receipt::pending();
        let holder = Arc::new(Notify::new());
        ticket.wake_on_cancel(&holder);
        assert!(!ticket.is_abandoned());
        assert!(receipt.cancel());
        holder.notified().await;
        drop(receipt);
        assert!(ticket.is_abandoned());
    }

    #[tokio::test]
    async fn an_envelope_that_left_cannot_be_taken_back() {
        let (mut receipt, ticket) = Receipt::pending();
        assert!(ticket.take());
        assert!(!receipt.cancel());
        ticket.complete(Outcome::Confirmed);
        assert!(matches!(receipt.await, Outcome::Confirmed));
    }

    #[test]
    fn the_fate_of_a_cancelled_send_is_counted_once_whenever_it_is_told() {
        let sent = |told_first: bool, outcome: Outcome| {
            let book = Book::default();
            let count = book.event("amqp", "order.placed");
            count.sent();
            let (mut receipt, ticket) = Receipt::pending();
            assert!(ticket.take());
            if told_first {
                ticket.complete(outcome);
                assert!(!receipt.leave(&count));
            } else {
                assert!(!receipt.leave(&count));
                assert_eq!(book.ledger().sent().undecided, 1);
                ticket.complete(outcome);
            }
            drop(receipt);
            book.ledger().sent()
        };
        for told_first in [false, true] {
            assert_eq!(sent(told_first, Outcome::Confirmed).confirmed, 1);
            assert_eq!(sent(told_first, Outcome::NotSent(Error::new(ErrorKind::Full, "send"))).failed, 1);
            assert_eq!(sent(told_first, Outcome::Undecided(Error::new(ErrorKind::Closed, "send"))).undecided, 1);
        }
    }

    #[test]
    fn a_send_that_was_taken_back_has_failed() {
        let book = Book::default();
        let count = book.event("amqp", "order.placed");
        count.sent();
        let (mut receipt, ticket) = Receipt::pending();
        assert!(receipt.leave(&count));
        drop((receipt, ticket));
        assert_eq!((book.ledger().sent().failed, book.ledger().sent().undecided), (1, 0));
    }

    #[test]
    fn an_envelope_that_did_not_leave_after_all_can_be_taken_back() {
        let (mut receipt, ticket) = Receipt::pending();
        assert!(ticket.take());
        ticket.give_back();
        assert!(receipt.cancel());
        ticket.give_back();
        assert!(!ticket.take(), "it stays taken back");
    }

    #[tokio::test]
    async fn a_forgotten_ticket_never_leaves_its_sender_waiting() {
        let (receipt, ticket) = Receipt::pending();
        drop(ticket);
        assert!(matches!(receipt.await, Outcome::NotSent(_)));
        let (receipt, ticket) = Receipt::pending();
        assert!(ticket.take());
        drop(ticket);
        assert!(matches!(receipt.await, Outcome::Undecided(_)));
    }
}
