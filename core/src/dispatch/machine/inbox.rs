//! Which events a listener has handled, so that one whose settlement was lost is not handled again.

use std::collections::{HashSet, VecDeque};

use crate::{envelope::Envelope, id::EventId};

/// A foreign id above so many bytes is not remembered: what an inbox holds has a bound.
const LONGEST_ID: usize = 256;

/// One event as a listener may be given it again. A dead letter that is sent again is another: its replay differs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Mark {
    id: EventId,
    replay: u32,
}

impl Mark {
    /// The mark of a received envelope; `None` if its id is too long to be remembered.
    pub(crate) fn of(envelope: &Envelope) -> Option<Self> {
        let mark = Self { id: envelope.id().clone(), replay: envelope.replay() };
        (mark.id.text_bytes() <= LONGEST_ID).then_some(mark)
    }
}

/// The marks of the events that were handled last.
///
/// Invariant: nothing is in it but what a listener has handled without a failure, so that no retry and no replay is
/// taken for a duplicate.
pub(super) struct Inbox {
    capacity: usize,
    marks: HashSet<Mark>,
    // The oldest first.
    order: VecDeque<Mark>,
}

impl Inbox {
    /// Room for so many events; it takes memory as it fills.
    pub(super) fn new(capacity: u32) -> Self {
        Self { capacity: capacity.max(1) as usize, marks: HashSet::new(), order: VecDeque::new() }
    }

    pub(super) fn holds(&self, mark: &Mark) -> bool {
        self.marks.contains(mark)
    }

    /// Remembers an event, in the place of the oldest if it is full.
    pub(super) fn remember(&mut self, mark: Mark) {
        if !self.marks.insert(mark.clone()) {
            return;
        }
        if self.order.len() == self.capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.marks.remove(&oldest);
        }
        self.order.push_back(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(id: u32, replay: u32) -> Mark {
        Mark { id: EventId::parse(&format!("order-{id}")), replay }
    }

    #[test]
    fn a_full_inbox_forgets_the_oldest_first_and_never_holds_more_than_its_bound() {
        let mut inbox = Inbox::new(3);
        for id in 0..100 {
            inbox.remember(mark(id, 0));
            assert!(inbox.marks.len() <= 3 && inbox.order.len() == inbox.marks.len());
        }
        let held: Vec<_> = (0..100).filter(|id| inbox.holds(&mark(*id, 0))).collect();
        assert_eq!(held, [97, 98, 99]);
    }

    #[test]
    fn an_event_that_is_remembered_twice_takes_one_place() {
        let mut inbox = Inbox::new(2);
        for id in [1, 2, 2, 2] {
            inbox.remember(mark(id, 0));
        }
        assert!(inbox.holds(&mark(1, 0)) && inbox.holds(&mark(2, 0)));
    }

    #[test]
    fn a_replay_is_another_event() {
        let mut inbox = Inbox::new(2);
        inbox.remember(mark(1, 0));
        assert!(!inbox.holds(&mark(1, 1)));
    }

    #[test]
    fn an_entry_takes_no_more_than_the_documents_say() {
        // In the ring once and in the set once, whose tables are at worst twice as large as what is in them.
        assert!(size_of::<Mark>() <= 32, "{}", size_of::<Mark>());
    }
}
