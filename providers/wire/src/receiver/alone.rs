//! Finds out whether the queue of this very server is received from by another process as well.

use std::{convert::Infallible, future::pending, sync::Arc};

use tidings_core::{Error, ErrorKind, provider::Claim};
use tokio::time::{Duration, sleep};

use crate::{
    connection::{Epoch, Shared},
    link::Links,
    routing::Directory,
};

/// How often is looked while all is well.
const LOOK: Duration = Duration::from_secs(60);
/// How long a broker may hold a connection of ours for alive that is lost: Artemis over AMQP takes up to a minute.
const LINGERS: Duration = Duration::from_secs(75);

/// Looks as long as it is polled, for a listener with a queue on each server; `is_first` says that this process did not
/// receive from the queue before.
pub(super) async fn watch<L: Links>(shared: &Shared, epoch: &Epoch<L>, claim: &Claim, is_first: bool) -> Infallible {
    let (Some(server), Some(directory)) = (claim.server(), epoch.topology.directory()) else { return pending().await };
    let heartbeat = shared.limits.heartbeat;
    let patience = if is_first { heartbeat } else { heartbeat.max(LINGERS) };
    let mut complaint = Complaint { shared, queue: claim.full_queue(), server, is_made: false };
    loop {
        if !is_shared(&directory, claim).await {
            complaint.withdraw();
            sleep(LOOK).await;
            continue;
        }
        if complaint.is_made {
            sleep(heartbeat).await;
            continue;
        }
        // It may be what the broker has not yet missed of a connection that was lost.
        sleep(patience).await;
        if is_shared(&directory, claim).await {
            complaint.make();
        }
    }
}

async fn is_shared(directory: &Arc<dyn Directory>, claim: &Claim) -> bool {
    match directory.receivers(&claim.queue()).await {
        Ok(receivers) => receivers > 1,
        // Without the right to ask nobody knows.
        Err(error) if error.kind() == ErrorKind::Unauthorized => pending().await,
        Err(_) => false,
    }
}

struct Complaint<'a> {
    shared: &'a Shared,
    queue: String,
    server: &'a str,
    is_made: bool,
}

impl Complaint<'_> {
    fn key(&self) -> String {
        format!("{} on {}", self.queue, self.server)
    }

    fn make(&mut self) {
        self.is_made = true;
        let error = Error::new(ErrorKind::Conflict, "be the only server of a name")
            .with("server name", self.server)
            .with("queue", &self.queue)
            .with("problem", "another process receives from it as well, so that each gets a part of the events")
            .with_remedy("give every process that runs at the same time a server name of its own")
            .with_retryable(true);
        tracing::warn!(queue = %self.queue, server = self.server, cause = ?error, "this server name is used twice at once");
        self.shared.board.trouble(&self.key(), &error);
    }

    fn withdraw(&mut self) {
        if std::mem::take(&mut self.is_made) {
            tracing::info!(queue = %self.queue, server = self.server, "this server name is used once again");
            self.shared.board.fine(&self.key());
        }
    }
}

/// With the link goes what was known.
impl Drop for Complaint<'_> {
    fn drop(&mut self) {
        if self.is_made {
            self.shared.board.fine(&self.key());
        }
    }
}
