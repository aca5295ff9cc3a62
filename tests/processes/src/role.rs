use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a process is, as its only argument in JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Role {
    /// It handles events.
    Listen(Listen),
    /// It sends events.
    Publish(Publish),
}

/// Where a process works.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Its name in the journal.
    pub who: String,
    /// The URL of its broker.
    pub url: String,
    /// The event's name.
    pub event: String,
    /// Whether the event has keys.
    pub keyed: bool,
    /// The journal.
    pub journal: PathBuf,
}

/// A process that handles events.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listen {
    /// Where it works.
    pub place: Place,
    /// The listener's name.
    pub listener: String,
    /// Deliveries at a time.
    pub concurrency: u32,
    /// How long each takes, in milliseconds.
    pub work_ms: u64,
    /// The event that is held until the line `release` comes.
    pub held: Option<u64>,
    /// Every so many events the first attempt fails; 0 for none.
    pub fails: u64,
    /// The event that kills its process.
    pub poison: Option<Poison>,
    /// Whether keys move to members that join.
    pub rebalances: bool,
}

/// How an event kills its process.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Poison {
    /// Its number.
    pub n: u64,
}

/// A process that sends events: so many as the line `send <count>` says, or without a pause from `begin` on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Publish {
    /// Where it works.
    pub place: Place,
    /// How many keys there are.
    pub keys: u64,
    /// The first number.
    pub from: u64,
    /// The pause between two sends, in milliseconds.
    pub pause_ms: u64,
}

impl Role {
    /// Where it works.
    pub fn place(&self) -> &Place {
        match self {
            Self::Listen(listen) => &listen.place,
            Self::Publish(publish) => &publish.place,
        }
    }
}
