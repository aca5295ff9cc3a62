//! The one place that knows the wall clock, makes ids and chance, and spawns tasks.
//!
//! Invariant: nothing else in core reads a clock, draws a random number or spawns. Tests and simulations hand over a
//! [`Runtime`] of their own.

mod ids;
mod jitter;
mod later;
mod spawn;

use std::{future::Future, pin::Pin, sync::Arc, time::SystemTime};

use crate::{id::EventId, timestamp::Timestamp};

pub use later::later;
pub use spawn::{Task, TaskFailed};

/// A task as a [`RuntimeSource`] sees it; what it gives goes elsewhere.
pub type AnyTask = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a program outside of tests never replaces: clock, ids, chance, and who runs when.
pub trait RuntimeSource: Send + Sync + 'static {
    /// The wall-clock time.
    fn now(&self) -> Timestamp;
    /// A number that is hard to guess and never repeats in practice.
    fn random(&self) -> u64;
    /// What is spawned in a task's place: a simulation may put off its turns, or end it as the end of the process
    /// would. By default the task itself.
    fn task(&self, task: AnyTask) -> AnyTask {
        task
    }
    /// The number of the next event id, for ids that do not depend on what else the process does; `None` counts on for
    /// the whole process.
    fn count(&self) -> Option<u64> {
        None
    }
    /// Whether tasks could never run at the same time, `is_so` as far as is known: a simulation may say otherwise, to see
    /// what is done where they could.
    fn is_single_threaded(&self, is_so: bool) -> bool {
        is_so
    }
}

/// Clock, ids, jitter and tasks of one manager; cheap to clone.
#[derive(Clone, Default)]
pub struct Runtime(
    // `None` is the system: it costs no reference count on an event's way. One pointer, since every envelope has one.
    Option<Arc<Parts>>,
);

/// What a runtime has that is not the system's.
struct Parts {
    source: Option<Arc<dyn RuntimeSource>>,
    handle: Option<tokio::runtime::Handle>,
}

impl Runtime {
    /// The system's clock and chance.
    pub const fn system() -> Self {
        Self(None)
    }

    /// Another source, for tests and simulations.
    pub fn new(source: Arc<dyn RuntimeSource>) -> Self {
        Self(Some(Arc::new(Parts { source: Some(source), handle: None })))
    }

    fn source(&self) -> Option<&Arc<dyn RuntimeSource>> {
        self.0.as_ref()?.source.as_ref()
    }

    fn handle(&self) -> Option<&tokio::runtime::Handle> {
        self.0.as_ref()?.handle.as_ref()
    }

    /// The wall-clock time.
    pub fn now(&self) -> Timestamp {
        match self.source() {
            None => system_now(),
            Some(source) => source.now(),
        }
    }

    /// A new event id (UUID v7) of the moment `now`; ids of one process sort in the order in which they were made.
    pub fn event_id(&self, now: Timestamp) -> EventId {
        let source = self.source();
        ids::version_7(now, source.map(|source| source.random()), source.and_then(|source| source.count())).into()
    }

    /// Whether time and tasks are real, not those of a test or a simulation.
    pub(crate) fn is_system(&self) -> bool {
        self.source().is_none()
    }

    /// A number in `0..bound` (0 if `bound` is 0), for jitter.
    pub fn below(&self, bound: u64) -> u64 {
        let random = self.source().map_or_else(jitter::random, |source| source.random());
        jitter::below(random, bound)
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.source().is_some() { "Runtime(custom)" } else { "Runtime(system)" })
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
fn system_now() -> Timestamp {
    SystemTime::now().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_process_differ_and_sort_in_the_order_of_their_making() {
        let (runtime, now) = (Runtime::system(), Timestamp::from_unix_millis(1_795_253_400_250));
        let ids: Vec<_> = (0..1000).map(|_| runtime.event_id(now)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(ids[0].uuid().map(|id| id.get_version_num()), Some(7));
    }

    #[test]
    fn jitter_stays_below_its_bound() {
        let runtime = Runtime::system();
        assert!((0..1000).all(|_| runtime.below(7) < 7));
        assert_eq!(runtime.below(0), 0);
    }
}
