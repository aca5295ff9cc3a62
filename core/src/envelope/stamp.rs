// Quicker to make with a value than the one of the standard library, which goes the same way as one that is made later.
use once_cell::sync::OnceCell;

use crate::{
    id::{CorrelationId, EventId},
    runtime::Runtime,
    timestamp::Timestamp,
};

/// Id and time of an event, made together when the first of them is asked for.
#[derive(Debug)]
pub(super) struct Stamp {
    runtime: Runtime,
    made: OnceCell<(EventId, Timestamp)>,
}

/// A clone is of the same event: what was not made yet is made now, once for both.
impl Clone for Stamp {
    fn clone(&self) -> Self {
        Self { runtime: self.runtime.clone(), made: OnceCell::with_value(self.made().clone()) }
    }
}

impl Stamp {
    #[inline]
    pub(super) fn new(runtime: Runtime) -> Self {
        Self { runtime, made: OnceCell::new() }
    }

    pub(super) fn of(id: Option<EventId>, time: Option<Timestamp>, runtime: Runtime) -> Self {
        let now = || runtime.now();
        let made = match (id, time) {
            (None, None) => OnceCell::new(),
            (Some(id), time) => OnceCell::with_value((id, time.unwrap_or_else(now))),
            (None, Some(time)) => OnceCell::with_value((runtime.event_id(now()), time)),
        };
        Self { runtime, made }
    }

    pub(super) fn id(&self) -> &EventId {
        &self.made().0
    }

    pub(super) fn time(&self) -> Timestamp {
        self.made().1
    }

    /// Whether it has this id already.
    pub(super) fn is_known_as(&self, id: &CorrelationId) -> bool {
        self.made.get().is_some_and(|(made, _)| id.is_of(made))
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
