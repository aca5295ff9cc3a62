use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use arc_swap::ArcSwap;

use super::nowhere::Nowhere;
use crate::{
    ledger::SentCount,
    names::NameError,
    provider::BodyKind,
    sending::{Exit, InlineSet},
};

/// How an event leaves.
pub(super) struct Route {
    pub(super) exit: Arc<Exit>,
    /// Whether the provider may let the caller's task run listeners.
    pub(super) may_inline: bool,
    /// Whether the provider can hold an event back.
    pub(super) can_delay: bool,
    /// Why its name or address cannot be used.
    pub(super) misnamed: Option<NameError>,
    /// This manager's listeners of the event.
    pub(super) inline: ArcSwap<InlineSet>,
}

impl Route {
    /// The route of an event that no provider has.
    pub(super) fn nowhere(count: Arc<SentCount>) -> Self {
        // As its type, so that it is not encoded for nothing.
        let exit = Arc::new(Exit { sender: Arc::new(Nowhere), body: BodyKind::Typed, count });
        Self { exit, may_inline: false, can_delay: true, misnamed: None, inline: ArcSwap::default() }
    }
}

/// The routes of all events that were sent or are listened to.
pub(super) struct Routes {
    typed: Table<Arc<Route>>,
    named: Mutex<Named>,
}

/// The routes of events that are known only by name, and the order in which they came.
struct Named {
    routes: HashMap<String, Arc<Route>>,
    order: VecDeque<String>,
    most: usize,
}

/// How many of those are kept beside the ones that the manager knows from the start: names come from outside, and may
/// never end.
const NAMED: usize = 256;

impl Routes {
    /// None yet, in a manager that knows so many events from the start.
    pub(super) fn new(known: usize) -> Self {
        let named = Named { routes: HashMap::new(), order: VecDeque::new(), most: known.saturating_add(NAMED) };
        Self { typed: Table::default(), named: Mutex::new(named) }
    }

    /// The route of an event type, by the number of the type.
    #[inline]
    pub(super) fn typed(&self, slot: usize, make: impl FnOnce() -> Arc<Route>) -> &Arc<Route> {
        self.typed.get_or_init(slot, make)
    }

    /// The route of an event type, if there is one already.
    pub(super) fn known(&self, slot: usize) -> Option<&Arc<Route>> {
        self.typed.get(slot)
    }

    /// The route of an event that is known by its name only.
    pub(super) fn named(&self, name: &str, make: impl FnOnce() -> Arc<Route>) -> Arc<Route> {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(route) = named.routes.get(name) {
            return route.clone();
        }
        let route = make();
        if named.order.len() >= named.most
            && let Some(oldest) = named.order.pop_front()
        {
            named.routes.remove(&oldest);
        }
        named.order.push_back(name.to_owned());
        named.routes.insert(name.to_owned(), route.clone());
        route
    }
}

/// A table that grows without moving or locking: bucket `n` holds the `2^n` entries from `2^n - 1` on.
struct Table<T> {
    buckets: [OnceLock<Box<[OnceLock<T>]>>; usize::BITS as usize],
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { buckets: [const { OnceLock::new() }; usize::BITS as usize] }
    }
}

impl<T> Table<T> {
    #[inline]
    fn get_or_init(&self, index: usize, make: impl FnOnce() -> T) -> &T {
        let (bucket, size, at) = Self::place(index);
        let entries = self.buckets[bucket].get_or_init(|| (0..size).map(|_| OnceLock::new()).collect());
        entries[at].get_or_init(make)
    }

    fn get(&self, index: usize) -> Option<&T> {
        let (bucket, _, at) = Self::place(index);
        self.buckets[bucket].get()?.get(at)?.get()
    }

    /// Which bucket, how large it is, and where in it.
    #[inline]
    fn place(index: usize) -> (usize, usize, usize) {
        let place = index.saturating_add(1);
        let bucket = place.ilog2() as usize;
        let size = 1_usize << bucket;
        (bucket, size, place - size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Book;

    #[test]
    fn routes_of_names_are_made_once_until_more_come_than_are_kept() {
        let routes = Routes::new(2);
        let book = Book::default();
        let made = std::cell::Cell::new(0);
        let ask = |name: &str| {
            routes.named(name, || {
                made.set(made.get() + 1);
                Arc::new(Route::nowhere(book.named("none", name)))
            });
        };
        let all = (0..NAMED + 2).map(|n| format!("event_{n}")).collect::<Vec<_>>();
        all.iter().chain(&all).for_each(|name| ask(name));
        assert_eq!(made.get(), all.len());
        ask("one_more");
        ask(&all[1]);
        assert_eq!(made.get(), all.len() + 1);
        ask(&all[0]);
        assert_eq!(made.get(), all.len() + 2);
    }

    #[test]
    fn an_entry_stays_where_it_is_while_the_table_grows() {
        let table = Table::default();
        let first: *const usize = table.get_or_init(0, || 0);
        for index in 0..1000 {
            assert_eq!(*table.get_or_init(index, || index), index);
        }
        assert_eq!(first, std::ptr::from_ref(table.get_or_init(0, || 7)));
    }
}
