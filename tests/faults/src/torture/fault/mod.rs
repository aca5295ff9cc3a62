//! What breaks, and how it is mended.

mod broker;
mod kind;
mod over;
mod process;
mod queue;
mod way;

pub use kind::Kind;
pub(crate) use over::{Over, Removal};

use super::{Error, chance::Chance, stage::Stage};

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
