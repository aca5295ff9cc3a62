use crate::event::EventInfo;

/// What becomes of an event that no queue would get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Unroutable {
    /// It is refused: `NotSent` with [`ErrorKind::Unroutable`](crate::ErrorKind::Unroutable).
    #[default]
    Error,
    /// It is sent, confirmed and lost, and the log says so, once for each time in which nobody listens.
    Warn,
    /// It is sent, confirmed and lost.
    Ignore,
}

/// What becomes of events that no queue would get, by whether they are durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NobodyListens {
    /// Of durable ones; an error by default.
    pub durable: Unroutable,
    /// Of all others; ignored by default.
    pub volatile: Unroutable,
}

impl NobodyListens {
    /// What becomes of this event.
    pub fn at(self, event: &EventInfo) -> Unroutable {
        if event.is_durable() { self.durable } else { self.volatile }
    }
}

impl Default for NobodyListens {
    fn default() -> Self {
        Self { durable: Unroutable::Error, volatile: Unroutable::Ignore }
    }
}
