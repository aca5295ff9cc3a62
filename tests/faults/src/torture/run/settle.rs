use std::time::Duration;

use rustix::process::Signal;
use tokio::time::Instant;

use crate::torture::{Error, management, program::ALL, stage::Stage};

/// How long sends that were begun may take, and an orderly end.
const LIMIT: Duration = Duration::from_secs(180);
/// How long the queues may hold as much as they do.
const STILL: Duration = Duration::from_secs(120);

/// Has publishers finish, waits until nothing is left in any queue, and has listeners end; says what did not.
pub(super) async fn settle(stage: &Stage) -> Vec<String> {
    let mut stuck = Vec::new();
    for publisher in &stage.publishers {
        let mut publisher = publisher.lock().await;
        let ended = match publisher.tell("stop").await {
            Ok(()) => publisher.ended(LIMIT).await,
            Err(error) => Err(error),
        };
        stuck.extend(ended.err().map(|error| error.to_string()));
    }
    stuck.extend(emptied(stage).await.err().map(|error| error.to_string()));
    for listener in &stage.listeners {
        let mut listener = listener.lock().await;
        let ended = match listener.signal(Signal::TERM) {
            Ok(()) => listener.ended(LIMIT).await,
            Err(error) => Err(error),
        };
        stuck.extend(ended.err().map(|error| error.to_string()));
    }
    stuck
}

/// The queues hold nothing, those deliveries included that somebody is at work on.
async fn emptied(stage: &Stage) -> Result<(), Error> {
    let (mut least, mut since) = (u64::MAX, Instant::now());
    loop {
        let mut counts = Vec::new();
        for listener in ALL {
            counts.push(management::number(&stage.broker, listener.queue(), "messageCount").await?.unwrap_or(0));
        }
        let sum = counts.iter().sum::<u64>();
        if sum == 0 {
            return Ok(());
        }
        if sum < least {
            (least, since) = (sum, Instant::now());
        }
        if since.elapsed() > STILL {
            let names = ALL.map(|listener| listener.queue());
            return Err(format!("the queues {names:?} hold {counts:?} events that nobody handles").into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
