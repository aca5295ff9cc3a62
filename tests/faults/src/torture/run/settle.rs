use std::time::Duration;

use rustix::process::Signal;

use super::queues::emptied;
use crate::torture::stage::Stage;

/// How long sends that were begun may take, and an orderly end.
const LIMIT: Duration = Duration::from_secs(180);

/// How a run came to its end.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// What did not end.
    pub(super) stuck: Vec<String>,
    /// Events that the broker had lost sight of until it was restarted.
    pub(super) unseen: u64,
}

/// Has publishers finish, waits until nothing is left in any queue, and has listeners end.
pub(super) async fn settle(stage: &Stage) -> Settled {
    let mut settled = Settled::default();
    for publisher in &stage.publishers {
        let mut publisher = publisher.lock().await;
        let ended = match publisher.tell("stop").await {
            Ok(()) => publisher.ended(LIMIT).await,
            Err(error) => Err(error),
        };
        settled.stuck.extend(ended.err().map(|error| error.to_string()));
    }
    match emptied(stage).await {
        Ok(unseen) => settled.unseen = unseen,
        Err(error) => settled.stuck.push(error.to_string()),
    }
    for listener in &stage.listeners {
        let mut listener = listener.lock().await;
        let ended = match listener.signal(Signal::TERM) {
            Ok(()) => listener.ended(LIMIT).await,
            Err(error) => Err(error),
        };
        settled.stuck.extend(ended.err().map(|error| error.to_string()));
    }
    settled
}
