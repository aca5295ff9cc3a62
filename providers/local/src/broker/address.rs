use std::{
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
    task::Waker,
};

use tidings_core::{
    envelope::Parcel,
    error::Error,
    provider::{Admission, Outcome, Receipt},
};
use tokio::time::Instant;

use super::{
    after::After,
    entry::Entry,
    link::{Link, Waits},
    lock::lock,
    queue::{Queue, Taken},
    slot::Slot,
    state::{Room, State},
    unsettled::Unsettled,
    waiting::{Destination, WaitingOffer},
    withdrawn::{Holder, Withdrawn},
};
use crate::error;

/// An address and everything at it, under one lock.
pub(crate) struct Address {
    name: Arc<str>,
    /// The id of the connection that has all receivers of all queues; 0 if there is no such connection.
    sole: AtomicU64,
    withdrawn: Withdrawn,
    state: Mutex<State>,
}

/// What became of a queue when a receiver left it.
pub(crate) enum Left {
    /// It stays.
    Kept,
    /// It went with its last receiver.
    Removed {
        /// The queue's name.
        name: Arc<str>,
        /// What was in it.
        events: Vec<Arc<dyn Parcel>>,
    },
}

impl Address {
    pub(crate) fn new(name: Arc<str>) -> Self {
        Self { name, sole: AtomicU64::new(0), withdrawn: Withdrawn::default(), state: Mutex::default() }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Whether every queue has receivers, all of them this connection's.
    #[inline]
    pub(crate) fn is_solely(&self, link: &Link) -> bool {
        self.sole.load(Ordering::Acquire) == link.id()
    }

    /// Whether this was caused by what a listener handles, and only listeners of its own connection could make room: it
    /// would wait for itself.
    #[cold]
    fn is_own(&self, parcel: &Arc<dyn Parcel>, link: &Link) -> bool {
        parcel.envelope().causation_id().is_some() && self.is_solely(link)
    }

    /// Puts an event where it goes, or has it wait; `due` is until when it is held back.
    #[inline]
    pub(crate) fn offer(
        self: &Arc<Self>,
        parcel: Arc<dyn Parcel>,
        due: Option<Instant>,
        to: &Destination,
        admission: Admission,
        link: &Arc<Link>,
    ) -> Receipt {
        self.with(|state, after| {
            let room = match admission {
                Admission::Beside => state.room(to).even_if_full(),
                // Nobody overtakes whoever waits.
                _ if !state.waiting.is_empty() => Room::Full,
                _ => state.room(to),
            };
            match room {
                Room::Free => {
                    state.put(parcel, due, to, after);
                    Receipt::ready(Outcome::Confirmed)
                }
                // Asked under the lock, so that none begins to wait after those that wait were ended.
                Room::Full if admission == Admission::Wait && !link.is_closed() && !self.is_own(&parcel, link) => {
                    let (receipt, ticket) = Receipt::pending();
                    let holder: Weak<Self> = Arc::downgrade(self);
                    self.withdrawn.watch(&ticket, holder);
                    let waits = Waits::new(link);
                    state.waiting.push(WaitingOffer { parcel, due, to: to.clone(), ticket, waits });
                    receipt
                }
                Room::Full => {
                    after.drop_parcel(parcel);
                    Receipt::ready(Outcome::NotSent(self.refusal(link)))
                }
                Room::Nobody => {
                    after.drop_parcel(parcel);
                    Receipt::ready(state.nobody(to, &self.name))
                }
            }
        })
    }

    /// Gives a receiver what there is for it.
    pub(crate) fn take(&self, queue: u64, slot: u64, granted: u32, waker: &Waker, into: &mut Unsettled) -> Taken {
        self.with(|state, after| match state.queue(queue) {
            Some(queue) => queue.take(slot, granted, waker, into, after),
            None => Taken::Gone,
        })
    }

    pub(crate) fn grant(&self, queue: u64, slot: u64, granted: u32) {
        self.with(|state, after| {
            if let Some(queue) = state.queue(queue) {
                queue.grant(slot, granted, after);
            }
        });
    }

    pub(crate) fn pause(&self, queue: u64, slot: u64) {
        self.with(|state, after| {
            if let Some(queue) = state.queue(queue) {
                queue.pause(slot, after);
            }
        });
    }

    /// Puts deliveries back in their places; those of a queue that is no more are gone with it.
    pub(crate) fn give_back(&self, queue: u64, entries: impl IntoIterator<Item = Entry>) {
        self.with(|state, after| match state.queue(queue) {
            Some(queue) => queue.give_back(entries, after),
            None => after.drop_entries(entries),
        });
    }

    /// Adds a receiver to a queue, which is made by `make` if there is none; its id, and whether it is durable.
    pub(crate) fn attach<E>(
        &self,
        name: &str,
        make: impl FnOnce() -> Queue,
        check: impl FnOnce(bool) -> Result<(), E>,
        (slot, link): (u64, Arc<Link>),
    ) -> Result<(u64, bool), E> {
        self.with(|state, _| {
            let at = match state.queues.iter().position(|queue| &*queue.name == name) {
                Some(at) => {
                    check(state.queues[at].durable)?;
                    at
                }
                None => {
                    state.queues.push(make());
                    state.queues.len() - 1
                }
            };
            let queue = &mut state.queues[at];
            queue.attach(Slot::new(slot, link));
            let attached = (queue.id, queue.durable);
            self.note_sole(state);
            Ok(attached)
        })
    }

    /// Takes a receiver out and puts its entries back; a volatile queue goes with the last one.
    pub(crate) fn detach(&self, queue: u64, slot: u64, entries: Vec<Entry>) -> (Left, After) {
        let mut after = After::default();
        let left = self.locked(&mut after, |state, after| {
            let Some(at) = state.queues.iter().position(|known| known.id == queue) else {
                after.drop_entries(entries);
                return Left::Kept;
            };
            let queue = &mut state.queues[at];
            let left = if queue.detach(slot, entries, after) && !queue.durable && queue.receivers() == 0 {
                let mut queue = state.queues.remove(at);
                Left::Removed { name: queue.name.clone(), events: queue.drain() }
            } else {
                Left::Kept
            };
            self.note_sole(state);
            left
        });
        (left, after)
    }

    /// Removes a queue without receivers, and gives what was in it; otherwise says how many it has.
    pub(crate) fn remove(&self, name: &str) -> Result<Vec<Arc<dyn Parcel>>, usize> {
        self.with(|state, _| {
            let Some(at) = state.queues.iter().position(|queue| &*queue.name == name) else { return Ok(Vec::new()) };
            match state.queues[at].receivers() {
                0 => {
                    let events = state.queues.remove(at).drain();
                    self.note_sole(state);
                    Ok(events)
                }
                receivers => Err(receivers),
            }
        })
    }

    /// Takes everything out of all queues.
    pub(crate) fn drain(&self) -> Vec<Arc<dyn Parcel>> {
        self.with(|state, _| state.queues.iter_mut().flat_map(Queue::drain).collect())
    }

    /// Notes that a receiver which waits has settled everything.
    pub(crate) fn set_idle(&self, queue: u64, slot: u64) {
        self.with(|state, after| {
            if let Some(queue) = state.queue(queue) {
                queue.set_idle(slot, after);
            }
        });
    }

    /// How many events ever came, if nothing is left that only this connection's receivers could handle until `end`.
    pub(crate) fn worked_off(&self, link: &Link, end: Instant) -> Option<u64> {
        let state = lock(&self.state);
        state.queues.iter().all(|queue| queue.is_worked_off(link, end)).then_some(state.came)
    }

    /// Some receiver of a connection: queue and slot.
    pub(crate) fn receiver_of(&self, link: &Link) -> Option<(u64, u64)> {
        self.with(|state, _| {
            state.queues.iter().find_map(|queue| queue.slot_of(link.id()).map(|slot| (queue.id, slot)))
        })
    }

    /// Ends the waiting offers of a connection.
    pub(crate) fn end_offers(&self, link: &Link) {
        self.with(|state, after| state.waiting.end(link, || Outcome::NotSent(error::closed("send an event")), after));
    }

    /// Events in its durable queues.
    pub(crate) fn durable_len(&self) -> usize {
        lock(&self.state).queues.iter().filter(|queue| queue.durable).map(Queue::len).sum()
    }

    /// Runs `act` under the lock, then what has to be done after it.
    #[inline]
    fn with<R>(&self, act: impl FnOnce(&mut State, &mut After) -> R) -> R {
        let mut after = After::default();
        self.locked(&mut after, act)
    }

    /// Runs `act` under the lock, and lets in whoever can be let in now.
    #[inline]
    fn locked<R>(&self, after: &mut After, act: impl FnOnce(&mut State, &mut After) -> R) -> R {
        let mut state = lock(&self.state);
        let result = act(&mut state, after);
        if !state.waiting.is_empty() {
            state.admit(&self.name, after);
        }
        result
    }

    fn note_sole(&self, state: &State) {
        self.sole.store(state.sole(), Ordering::Release);
    }

    #[cold]
    fn refusal(&self, link: &Link) -> Error {
        if link.is_closed() { error::closed("send an event") } else { error::queue_full(&self.name) }
    }
}

impl Holder for Address {
    fn withdrawn(&self) -> &Withdrawn {
        &self.withdrawn
    }

    fn sweep(&self) {
        self.with(|state, after| state.waiting.sweep(after));
    }
}
