use std::time::Duration;

use super::over::{Over, Removal};
use crate::torture::{
    Error,
    chance::Chance,
    clock,
    program::{ALL, Listener},
    stage::Stage,
};

/// How long a queue may take to become empty, and to come back.
const LIMIT: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_millis(20);

/// The operator removes a queue with its consumers; the listeners make it again.
pub(super) async fn removed(stage: &Stage, chance: &mut Chance) -> Result<Over, Error> {
    let listener = chance.choose(&ALL).unwrap_or(Listener::Ledger);
    let queue = listener.queue();
    // Nothing is in it that was confirmed before: what is lost of that is not the operator's doing.
    stage.tell("pause").await?;
    let emptied = until(stage, queue, "messageCount", |count| count == Some(0)).await;
    let from = clock::now();
    stage.tell("resume").await?;
    emptied?;
    tokio::time::sleep(chance.pause(0, 300)).await;
    stage.broker.operate("destroyQueue", &format!("[\"{queue}\", true]")).await?;
    until(stage, queue, "consumerCount", |count| count > Some(0)).await?;
    let at = clock::now();
    Ok(Over { at, removal: Some(Removal { listener, from, until: at }) })
}

async fn until(stage: &Stage, queue: &str, attribute: &str, is_so: impl Fn(Option<u64>) -> bool) -> Result<(), Error> {
    let look = async {
        while !is_so(stage.broker.attribute_of(queue, attribute).await?.number()) {
            tokio::time::sleep(LOOK).await;
        }
        Ok::<(), Error>(())
    };
    let waited = tokio::time::timeout(LIMIT, look).await;
    waited.map_err(|_| format!("`{attribute}` of `{queue}` is not what it must become, after {} s", LIMIT.as_secs()))?
}
