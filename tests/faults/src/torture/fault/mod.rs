//! What breaks, and how it is mended.

mod broker;
mod kind;
mod process;
mod queue;
mod way;

pub use kind::Kind;
pub(crate) use queue::Removal;

use super::{Error, chance::Chance, clock::Moment, stage::Stage};

/// What is known of a fault once it is over.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    /// From when on nothing was in the way: for the broker's restarts, when its port opened.
    pub(crate) at: Moment,
    /// What the removal of a queue took along.
    pub(crate) removal: Option<Removal>,
}

impl Over {
    fn at(at: Moment) -> Self {
        Self { at, removal: None }
    }
}

/// Breaks something, and mends it. At its end nothing of it is left, but what it did.
pub(crate) async fn strike(kind: Kind, stage: &Stage, mut chance: Chance) -> Result<Over, Error> {
    let chance = &mut chance;
    match kind {
        Kind::BrokerKilled => broker::restarted(stage, chance, broker::End::Killed).await,
        Kind::BrokerStopped => broker::restarted(stage, chance, broker::End::Stopped).await,
        Kind::BrokerPaused => broker::frozen(stage, chance, broker::Frozen::Briefly).await,
        Kind::BrokerFrozen => broker::frozen(stage, chance, broker::Frozen::BeyondHeartbeat).await,
        Kind::BrokerFrozenFull => broker::frozen(stage, chance, broker::Frozen::WithFullBuffers).await,
        Kind::ConnectionsClosed => broker::connections_closed(stage).await,
        Kind::ListenerKilled => process::killed(&stage.listeners, chance).await,
        Kind::PublisherKilled => process::killed(&stage.publishers, chance).await,
        Kind::ListenerRestarted => process::restarted(&stage.listeners, chance).await,
        Kind::ListenerFrozen => process::frozen(&stage.listeners, chance).await,
        Kind::PublisherFrozen => process::frozen(&stage.publishers, chance).await,
        Kind::WayCut => way::cut(stage, chance).await,
        Kind::WayLate => way::late(stage, chance).await,
        Kind::WayTorn => way::torn(stage, chance).await,
        Kind::WayStands => way::stands(stage, chance).await,
        Kind::WayVanishes => way::vanishes(stage, chance).await,
        Kind::QueueRemoved => queue::removed(stage, chance).await,
    }
}
