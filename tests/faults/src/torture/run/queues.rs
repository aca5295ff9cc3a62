//! What the queues still hold, once nobody sends any more.

use std::time::Duration;

use tidings_broker::Artemis;
use tokio::time::Instant;

use crate::torture::{
    Error,
    program::{ALL, Listener},
    stage::Stage,
};

const LOOK: Duration = Duration::from_millis(200);
/// How long the queues may hold as much as they do.
const STILL: Duration = Duration::from_secs(120);
/// How long nobody may have what the broker counts, until it is sure that it has lost sight of it.
const UNSEEN: Duration = Duration::from_secs(10);

/// Waits until the queues hold nothing, those deliveries included that somebody is at work on. Gives how many events the
/// broker had lost sight of until it was restarted, which it is at most once.
///
/// # Errors
/// Nobody handles what is left; with what the broker says of it.
pub(super) async fn emptied(stage: &Stage) -> Result<u64, Error> {
    let (mut least, mut since, mut unseen) = (u64::MAX, Instant::now(), 0);
    loop {
        let left = left(&stage.broker).await?;
        let sum = left.iter().map(|(_, count)| count).sum();
        if sum == 0 {
            return Ok(unseen);
        }
        if sum < least {
            (least, since) = (sum, Instant::now());
        }
        if unseen == 0 && since.elapsed() > UNSEEN && are_unseen(&stage.broker, &left).await? {
            stage.broker.stop().await?;
            stage.broker.restart().await?;
            (least, since, unseen) = (u64::MAX, Instant::now(), sum);
        }
        if since.elapsed() > STILL {
            return Err(described(&stage.broker, &left).await?.into());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The queues that are not empty, and how many events the broker counts in each.
async fn left(broker: &Artemis) -> Result<Vec<(Listener, u64)>, Error> {
    let mut left = Vec::new();
    for listener in ALL {
        let count = broker.attribute_of(listener.queue(), "messageCount").await?.number().unwrap_or(0);
        left.extend((count > 0).then_some((listener, count)));
    }
    Ok(left)
}

/// Whether the broker counts all that is left as given to a consumer, and no consumer has any of it: an acknowledgement
/// that met the closing of its session is neither taken nor is the event given back, until the broker restarts.
async fn are_unseen(broker: &Artemis, left: &[(Listener, u64)]) -> Result<bool, Error> {
    for (listener, count) in left {
        let given = broker.attribute_of(listener.queue(), "deliveringCount").await?;
        let lists = broker.operate_on(listener.queue(), "listDeliveringMessagesAsJSON", "[]").await?;
        if given.number() != Some(*count) || lists.done().as_deref() != Some(r#"["[]"]"#) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What the broker says of queues that do not become empty: its counts, and which events wait, are late, or are given to
/// somebody.
async fn described(broker: &Artemis, left: &[(Listener, u64)]) -> Result<String, Error> {
    const COUNTS: [&str; 4] = ["messageCount", "deliveringCount", "scheduledCount", "consumerCount"];
    const LISTS: [(&str, &str); 4] = [
        ("listMessagesAsJSON", "[\"\"]"),
        ("listDeliveringMessagesAsJSON", "[]"),
        ("listScheduledMessagesAsJSON", "[]"),
        ("listConsumersAsJSON", "[]"),
    ];
    let mut text = format!("for {} s nobody has handled what is left", STILL.as_secs());
    for (listener, _) in left {
        let queue = listener.queue();
        text += &format!("\n  in `{queue}`");
        for name in COUNTS {
            text += &format!(", {name} {:?}", broker.attribute_of(queue, name).await?.number());
        }
        for (operation, parameters) in LISTS {
            text += &format!("\n    {operation}: {}", broker.operate_on(queue, operation, parameters).await?);
        }
    }
    Ok(text)
}
