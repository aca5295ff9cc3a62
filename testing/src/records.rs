use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tidings_core::{Failure, envelope::Parcel, id::EventId};
use tokio::sync::Notify;

/// What happened, as far as tests ask, and what is to fail.
#[derive(Default)]
pub(crate) struct Records {
    state: Mutex<State>,
    /// A send has ended.
    pub(crate) ended: Notify,
}

#[derive(Default)]
struct State {
    /// Everything that was offered to a queue, by id: the latest copy.
    parcels: BTreeMap<EventId, Arc<dyn Parcel>>,
    /// The events that were confirmed, in order.
    sent: Vec<Arc<dyn Parcel>>,
    under_way: usize,
    handled: Vec<(String, Arc<dyn Parcel>, u32)>,
    failures: BTreeMap<String, VecDeque<Planned>>,
}

/// A failure to come; those of users cannot be cloned.
struct Planned {
    text: String,
    permanent: bool,
}

impl Records {
    pub(crate) fn offered(&self, parcel: &Arc<dyn Parcel>) {
        self.state().parcels.insert(parcel.envelope().id().clone(), parcel.clone());
    }

    /// A send begins; it ends when what is given is dropped.
    pub(crate) fn begin(self: &Arc<Self>) -> Sending {
        self.state().under_way += 1;
        Sending(self.clone())
    }

    pub(crate) fn under_way(&self) -> usize {
        self.state().under_way
    }

    pub(crate) fn confirmed(&self, id: &EventId) {
        let mut state = self.state();
        if let Some(parcel) = state.parcels.get(id).cloned() {
            state.sent.push(parcel);
        }
    }

    pub(crate) fn handled(&self, listener: &str, id: &EventId, attempt: u32) {
        let mut state = self.state();
        if let Some(parcel) = state.parcels.get(id).cloned() {
            state.handled.push((listener.to_owned(), parcel, attempt));
        }
    }

    pub(crate) fn sent(&self) -> Vec<Arc<dyn Parcel>> {
        self.state().sent.clone()
    }

    pub(crate) fn handled_by(&self, listener: &str) -> Vec<(Arc<dyn Parcel>, u32)> {
        let state = self.state();
        let of_listener = state.handled.iter().filter(|(name, ..)| name == listener);
        of_listener.map(|(_, parcel, attempt)| (parcel.clone(), *attempt)).collect()
    }

    pub(crate) fn plan(&self, listener: &str, times: usize, failure: &Failure) {
        let planned = || Planned { text: failure.to_string(), permanent: failure.is_permanent() };
        self.state().failures.entry(listener.to_owned()).or_default().extend((0..times).map(|_| planned()));
    }

    /// The failure that is planned for the next attempt of a listener.
    pub(crate) fn next_failure(&self, listener: &str) -> Option<Failure> {
        let planned = self.state().failures.get_mut(listener)?.pop_front()?;
        let failure = Failure::new(planned.text);
        Some(if planned.permanent { failure.into_permanent() } else { failure })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A send that is under way.
pub(crate) struct Sending(Arc<Records>);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.state().under_way -= 1;
        self.0.ended.notify_waiters();
    }
}
