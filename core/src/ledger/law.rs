use std::fmt;

use super::view::{Deliveries, Ledger, Sent};

/// Says where a [`Ledger`] breaks its law, which is a defect of Tidings: please report it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbalanced {
    breaches: Vec<String>,
}

impl fmt::Display for Unbalanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the ledger does not add up: {}", self.breaches.join("; "))
    }
}

impl std::error::Error for Unbalanced {}

impl Ledger {
    /// Whether the law holds, for every event and every listener.
    ///
    /// # Errors
    /// Each event and listener for which it does not, with its numbers.
    pub fn check(&self) -> Result<(), Unbalanced> {
        let events = self.events.iter().filter(|event| !holds_for_sent(&event.sent));
        let events = events.map(|event| format!("event {} through {}: {:?}", event.event, event.provider, event.sent));
        let listeners = self.listeners.iter();
        let listeners = listeners.filter(|listener| listener.is_astray || !holds_for_deliveries(&listener.deliveries));
        let listeners = listeners.map(|listener| {
            let astray = if listener.is_astray { " (differed from what was unsettled)" } else { "" };
            format!("queue {} through {}: {:?}{astray}", listener.queue, listener.provider, listener.deliveries)
        });
        let breaches: Vec<_> = events.chain(listeners).collect();
        if breaches.is_empty() { Ok(()) } else { Err(Unbalanced { breaches }) }
    }
}

fn holds_for_sent(sent: &Sent) -> bool {
    sent.sent == sent.confirmed + sent.failed + sent.undecided && sent.unheard <= sent.confirmed
}

fn holds_for_deliveries(got: &Deliveries) -> bool {
    got.received == got.ended() + got.in_flight && got.duplicates <= got.accepted
}

#[cfg(test)]
mod tests {
    use crate::ledger::Book;

    #[test]
    fn more_ends_than_beginnings_break_the_law() {
        let book = Book::default();
        let sent = book.event("local", "order.placed");
        sent.sent();
        sent.confirmed();
        assert_eq!(book.ledger().check(), Ok(()));
        sent.failed();
        let broken = book.ledger().check().unwrap_err().to_string();
        assert!(broken.contains("event order.placed through local"), "{broken}");
    }

    #[test]
    fn what_was_counted_and_what_is_unsettled_must_be_the_same() {
        let book = Book::default();
        let count = book.listener("local", "order.placed", "invoice", "order.placed::invoice");
        count.received(3);
        count.ends().accepted();
        assert!(!count.differs(2));
        assert_eq!(book.ledger().check(), Ok(()));
        // One was forgotten without a word.
        assert!(count.differs(1));
        assert!(!count.differs(1), "it is said once");
        let broken = book.ledger().check().unwrap_err().to_string();
        assert!(broken.contains("queue order.placed::invoice"), "{broken}");
    }

    #[test]
    fn an_unheard_event_is_confirmed_and_a_duplicate_is_accepted() {
        let book = Book::default();
        let sent = book.event("local", "order.placed");
        sent.sent();
        sent.unheard();
        let count = book.listener("local", "order.placed", "invoice", "order.placed::invoice");
        count.received(1);
        count.duplicate();
        let ledger = book.ledger();
        assert_eq!((ledger.sent().confirmed, ledger.sent().unheard, ledger.sent().undecided), (1, 1, 0));
        assert_eq!((ledger.deliveries().accepted, ledger.deliveries().duplicates), (1, 1));
        assert_eq!(ledger.check(), Ok(()));
    }
}
