use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};
use tidings::{EventManager, manager::Builder};

use crate::torture::{Error, Protocol};

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    /// Sends; its number tells its events from those of the other.
    Publisher(u16),
    /// Listens in competition with others of its kind.
    Worker,
    /// Listens with a queue of its own.
    Cache,
}

/// Everything that a process is told at its start.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) role: Role,
    /// Its stable name.
    pub(crate) name: String,
    /// Which life of it this is, from 1.
    pub(crate) life: u16,
    pub(crate) protocol: Protocol,
    pub(crate) port: u16,
    pub(crate) heartbeat: Duration,
    pub(crate) send_timeout: Duration,
    /// Events a second.
    pub(crate) rate: u32,
    pub(crate) journal: PathBuf,
    /// Which event it shall lie about, if any: counted from 1.
    pub(crate) lie: Option<u32>,
}

/// Shuts a manager down, and holds it to the law of its ledger.
///
/// # Errors
/// The law does not hold. What was not finished in time is only logged: the broker gives it again.
pub(super) async fn end(manager: &EventManager) -> Result<(), Error> {
    let ledger = match manager.shutdown().await {
        Ok(ledger) => ledger,
        Err(unfinished) => {
            tracing::warn!(?unfinished, "the shutdown was not orderly");
            unfinished.ledger
        }
    };
    Ok(ledger.check()?)
}

impl Task {
    /// What the managers of all processes have in common. A broker that is away at the start is waited for.
    pub(crate) fn builder(&self) -> Builder {
        EventManager::builder()
            .connect(&self.protocol.url(self.port))
            .server_name(self.name.as_str())
            .pipelines::<()>()
            .limits(|limits| {
                limits.heartbeat = self.heartbeat;
                limits.send_timeout = self.send_timeout;
                limits.start_timeout = Duration::from_secs(180);
                limits.drain = Duration::from_secs(20);
            })
    }
}
