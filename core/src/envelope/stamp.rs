use std::sync::OnceLock;

use crate::{id::EventId, runtime::Runtime, timestamp::Timestamp};

/// Id and time of an event, made together when the first of them is asked for.
#[derive(Debug)]
pub(super) struct Stamp {
    runtime: Runtime,
    made: OnceLock<(EventId, Timestamp)>,
}

/// A clone is of the same event: what was not made yet is made now, once for both.
impl Clone for Stamp {
    fn clone(&self) -> Self {
        self.made();
        Self { runtime: self.runtime.clone(), made: self.made.clone() }
    }
}

impl Stamp {
    #[inline]
    pub(super) fn new(runtime: Runtime) -> Self {
        Self { runtime, made: OnceLock::new() }
    }

    pub(super) fn of(id: Option<EventId>, time: Option<Timestamp>, runtime: Runtime) -> Self {
        let now = || runtime.now();
        let made = match (id, time) {
            (None, None) => OnceLock::new(),
            (Some(id), time) => OnceLock::from((id, time.unwrap_or_else(now))),
            (None, Some(time)) => OnceLock::from((runtime.event_id(now()), time)),
        };
        Self { runtime, made }
    }

    pub(super) fn id(&self) -> &EventId {
        &self.made().0
    }

    pub(super) fn time(&self) -> Timestamp {
        self.made().1
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    fn made(&self) -> &(EventId, Timestamp) {
        self.made.get_or_init(|| {
            let now = self.runtime.now();
            (self.runtime.event_id(now), now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_id_and_time_of_its_original_though_nobody_asked_for_them_before() {
        let original = Stamp::new(Runtime::system());
        let copy = original.clone();
        assert_eq!((copy.id(), copy.time()), (original.id(), original.time()));
    }
}
