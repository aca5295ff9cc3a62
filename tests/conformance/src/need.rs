use tidings_core::provider::{BodyKind, Capabilities};

use crate::Fixture;

/// What a behaviour takes for granted; without it there is nothing to prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// Durable events survive.
    Durable,
    /// Several managers share addresses and queues.
    Shared,
    /// It can hold an envelope back.
    Delay,
    /// The events of a queue have an order.
    Ordered,
    /// Events of one key go to one consumer at a time, in whatever process.
    Keys,
    /// It drops a second send under the same id.
    Deduplicates,
    /// It says when a delivery was given before, always.
    Redelivered,
    /// It keeps dead letters.
    DeadLetters,
    /// It has queues that are not durable, beside durable ones.
    VolatileQueues,
    /// It knows that no queue would get an event.
    KnowsUnroutable,
    /// A queue may turn out to be another event's.
    GlobalNames,
    /// Headers may be as long as the manager lets them.
    LongHeaders,
    /// Bodies leave the process as bytes.
    Encoded,
    /// Sending ends before the listener runs.
    Queued,
    /// There are brokers that may be broken.
    Breakable,
}

impl Need {
    /// Why a behaviour with this need does not apply; `None` if it does.
    pub fn missing(self, can: &Capabilities, fixture: &dyn Fixture) -> Option<&'static str> {
        let (met, reason) = match self {
            Self::Durable => (can.durable, "it keeps nothing durable"),
            Self::Shared => (fixture.is_shared(), "its managers share nothing"),
            Self::Delay => (can.delay, "it cannot hold an envelope back"),
            Self::Ordered => (can.ordered, "its queues have no order"),
            Self::Keys => (can.keys, "it does not keep a key with one consumer across processes"),
            Self::Deduplicates => (can.deduplicates, "it does not remember ids"),
            Self::Redelivered => (can.redelivered_exact, "it cannot always say that a delivery was given before"),
            Self::DeadLetters => (can.dead_letters, "it keeps no dead letters"),
            Self::VolatileQueues => (can.volatile_queues, "all its queues are alike"),
            Self::KnowsUnroutable => (can.knows_unroutable, "it cannot know whether anybody listens"),
            Self::GlobalNames => (can.global_names, "the names of its queues have the event in them"),
            Self::LongHeaders => {
                (can.longest_header.is_none(), "its headers are shorter than the manager lets them be")
            }
            Self::Encoded => (can.body == BodyKind::Encoded, "its events stay in the process as they are"),
            Self::Queued => (!can.inline, "the sender's task runs the listener"),
            Self::Breakable => (fixture.breaker().is_some(), "nobody can break its broker"),
        };
        (!met).then_some(reason)
    }
}
