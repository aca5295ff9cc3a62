use std::sync::OnceLock;

use crate::{id::EventId, runtime::Runtime, timestamp::Timestamp};

/// Id and time of an event, made together when the first of them is asked for.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    runtime: Runtime,
    made: OnceLock<(EventId, Timestamp)>,
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
