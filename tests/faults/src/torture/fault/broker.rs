use std::time::Duration;

use tokio::net::TcpStream;

use super::over::Over;
use crate::torture::{
    Error,
    chance::Chance,
    clock::{self, Moment},
    stage::{HEARTBEAT, Stage},
};

pub(super) enum End {
    Killed,
    Stopped,
}

pub(super) enum Frozen {
    Briefly,
    BeyondHeartbeat,
    WithFullBuffers,
}

/// The broker ends, stays away for a moment, and comes back on the same data.
pub(super) async fn restarted(stage: &Stage, chance: &mut Chance, end: End) -> Result<Over, Error> {
    match end {
        End::Killed => stage.broker.kill().await?,
        End::Stopped => stage.broker.stop().await?,
    }
    // Mostly as quickly as a machine restarts it.
    if chance.one_in(3) {
        tokio::time::sleep(chance.pause(0, 3_000)).await;
    }
    let (restarted, opened) = tokio::join!(stage.broker.restart(), opened(stage.port));
    restarted?;
    Ok(Over::at(opened))
}

/// When somebody listens on a port. It ends at the latest with the wait for the broker's start, which is bounded.
async fn opened(port: u16) -> Moment {
    const LIMIT: Duration = Duration::from_secs(120);
    let look = async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // If it never opens, the start fails as well.
    let _ = tokio::time::timeout(LIMIT, look).await;
    clock::now()
}

/// The broker stands still, and goes on.
pub(super) async fn frozen(stage: &Stage, chance: &mut Chance, how: Frozen) -> Result<Over, Error> {
    let beat = HEARTBEAT.as_millis() as u64;
    let time = match how {
        Frozen::Briefly => chance.pause(beat / 10, beat / 2),
        Frozen::BeyondHeartbeat | Frozen::WithFullBuffers => chance.pause(beat * 3 / 2, beat * 3),
    };
    let full = matches!(how, Frozen::WithFullBuffers);
    if full {
        stage.tell("large").await?;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    stage.broker.freeze().await?;
    tokio::time::sleep(time).await;
    let at = clock::now();
    stage.broker.thaw().await?;
    if full {
        stage.tell("small").await?;
    }
    Ok(Over::at(at))
}

/// All connections are closed by the operator, this one as well.
pub(super) async fn connections_closed(stage: &Stage) -> Result<Over, Error> {
    stage.broker.operate("closeConnectionsForUser", "[\"admin\"]").await?;
    Ok(Over::at(clock::now()))
}
