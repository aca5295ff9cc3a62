use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    count::{DeliveryCount, SentCount},
    pages::Pages,
    view::{EventLedger, Ledger, ListenerLedger},
};

/// The counts of one manager, from its start on.
#[derive(Debug, Default)]
pub struct Book {
    /// By the event.
    events: Mutex<Pages<Arc<SentCount>>>,
    /// By the queue.
    listeners: Mutex<Pages<ListenerPage>>,
}

#[derive(Debug)]
struct ListenerPage {
    event: Arc<str>,
    listener: Arc<str>,
    count: Arc<DeliveryCount>,
}

/// How many events that are known only by their names, and how many queues of listeners that have ended, are told apart.
const APART: usize = 1_024;

impl Book {
    /// The count of an event type.
    pub fn event(&self, provider: &str, event: &str) -> Arc<SentCount> {
        self.page(provider, event, usize::MAX)
    }

    /// The count of an event that is known only by its name; after the first 1,024 of them, one for all.
    pub fn named(&self, provider: &str, event: &str) -> Arc<SentCount> {
        self.page(provider, event, APART)
    }

    fn page(&self, provider: &str, event: &str, most: usize) -> Arc<SentCount> {
        let mut pages = lock(&self.events);
        if let Some(count) = pages.get(provider, event) {
            return count.clone();
        }
        let event = if pages.len() < most { event } else { EventLedger::OTHERS };
        if let Some(count) = pages.get(provider, event) {
            return count.clone();
        }
        let count = Arc::<SentCount>::default();
        pages.begin(provider, event, count.clone());
        count
    }

    /// The count of a listener's queue: the same again when it is subscribed again.
    pub fn listener(&self, provider: &str, event: &str, listener: &str, queue: &str) -> Arc<DeliveryCount> {
        let mut pages = lock(&self.listeners);
        if let Some(page) = pages.get(provider, queue) {
            return page.count.clone();
        }
        // Of those that have ended, the oldest go: names made up at run time may never end.
        pages.make_room(APART, |page| Arc::strong_count(&page.count) == 1);
        let count = Arc::<DeliveryCount>::default();
        let page = ListenerPage { event: event.into(), listener: listener.into(), count: count.clone() };
        pages.begin(provider, queue, page);
        count
    }

    /// What it says now.
    pub fn ledger(&self) -> Ledger {
        let (events, listeners) = (lock(&self.events), lock(&self.listeners));
        let events = events.iter().map(|(provider, event, count)| EventLedger {
            provider: provider.to_owned(),
            event: event.to_owned(),
            sent: count.view(),
        });
        let listeners = listeners.iter().map(|(provider, queue, page)| ListenerLedger {
            provider: provider.to_owned(),
            event: page.event.as_ref().to_owned(),
            listener: page.listener.as_ref().to_owned(),
            queue: queue.to_owned(),
            deliveries: page.count.view(),
            is_astray: page.count.is_astray(),
        });
        Ledger { events: events.collect(), listeners: listeners.collect() }
    }
}

fn lock<T>(pages: &Mutex<T>) -> MutexGuard<'_, T> {
    pages.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_are_counted_apart_only_as_long_as_they_are_few() {
        let book = Book::default();
        for number in 0..2 * APART {
            book.named("amqp", &format!("event.{number}")).sent();
        }
        let ledger = book.ledger();
        assert_eq!(ledger.events.len(), APART + 1);
        assert_eq!(ledger.event(EventLedger::OTHERS).sent, APART as u64);
        assert_eq!(ledger.sent().sent, 2 * APART as u64);
    }

    #[test]
    fn listeners_that_have_ended_are_kept_only_as_long_as_they_are_few() {
        let book = Book::default();
        let at_work = book.listener("amqp", "e", "first", "e::first");
        for number in 0..2 * APART {
            book.listener("amqp", "e", "l", &format!("e::{number}")).received(1);
        }
        at_work.received(7);
        let ledger = book.ledger();
        assert_eq!(ledger.listeners.len(), APART);
        assert_eq!(ledger.listener("first").received, 7);
    }
}
