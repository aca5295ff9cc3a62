use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    count::{DeliveryCount, SentCount},
    view::{EventLedger, Ledger, ListenerLedger},
};

/// The counts of one manager, from its start on.
#[derive(Debug, Default)]
pub struct Book {
    events: Mutex<Vec<EventPage>>,
    listeners: Mutex<Vec<ListenerPage>>,
}

#[derive(Debug)]
struct EventPage {
    provider: Arc<str>,
    event: Arc<str>,
    count: Arc<SentCount>,
}

#[derive(Debug)]
struct ListenerPage {
    provider: Arc<str>,
    event: Arc<str>,
    listener: Arc<str>,
    queue: Arc<str>,
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
        let find = |pages: &[EventPage], name: &str| {
            pages.iter().find(|page| *page.provider == *provider && *page.event == *name).map(|page| page.count.clone())
        };
        if let Some(count) = find(&pages, event) {
            return count;
        }
        let event = if pages.len() < most { event } else { EventLedger::OTHERS };
        if let Some(count) = find(&pages, event) {
            return count;
        }
        let count = Arc::<SentCount>::default();
        pages.push(EventPage { provider: provider.into(), event: event.into(), count: count.clone() });
        count
    }

    /// The count of a listener's queue: the same again when it is subscribed again.
    pub fn listener(&self, provider: &str, event: &str, listener: &str, queue: &str) -> Arc<DeliveryCount> {
        let mut pages = lock(&self.listeners);
        if let Some(page) = pages.iter().find(|page| *page.provider == *provider && *page.queue == *queue) {
            return page.count.clone();
        }
        // Of those that have ended, the oldest go: names made up at run time may never end.
        if pages.len() >= APART
            && let Some(at) = pages.iter().position(|page| Arc::strong_count(&page.count) == 1)
        {
            pages.remove(at);
        }
        let count = Arc::<DeliveryCount>::default();
        pages.push(ListenerPage {
            provider: provider.into(),
            event: event.into(),
            listener: listener.into(),
            queue: queue.into(),
            count: count.clone(),
        });
        count
    }

    /// What it says now.
    pub fn ledger(&self) -> Ledger {
        let events = lock(&self.events).iter().map(EventPage::view).collect();
        let listeners = lock(&self.listeners).iter().map(ListenerPage::view).collect();
        Ledger { events, listeners }
    }
}

impl EventPage {
    fn view(&self) -> EventLedger {
        EventLedger {
            provider: self.provider.as_ref().to_owned(),
            event: self.event.as_ref().to_owned(),
            sent: self.count.view(),
        }
    }
}

impl ListenerPage {
    fn view(&self) -> ListenerLedger {
        ListenerLedger {
            provider: self.provider.as_ref().to_owned(),
            event: self.event.as_ref().to_owned(),
            listener: self.listener.as_ref().to_owned(),
            queue: self.queue.as_ref().to_owned(),
            deliveries: self.count.view(),
            is_astray: self.count.is_astray(),
        }
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
