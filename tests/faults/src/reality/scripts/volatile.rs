//! Queues that are not durable.

use super::{Ended, Failed, Script, World};
use crate::reality::peer::Peer;

/// What Tidings asks for, with a shorter delay.
async fn create<W: World, L: tidings_wire::link::Links>(s: &Script<'_, W>, peer: &Peer<L>) -> Result<(), Failed> {
    let config = serde_json::json!({
        "name": s.name("one"),
        "address": s.name("ev"),
        "routing-type": "MULTICAST",
        "durable": false,
        "auto-delete": true,
        "auto-create-address": true,
        "auto-delete-delay": 100,
        "auto-delete-message-count": -1,
    });
    let parameters = serde_json::json!([config.to_string(), false]).to_string();
    let answer = peer.manage("broker", "createQueue", &parameters).await?;
    let echo = answer.split_once(' ').map(|(_, body)| body).unwrap_or_default();
    let echo: serde_json::Value = serde_json::from_str(echo).map_err(|why| Failed::new("read", why))?;
    let echo: serde_json::Value = serde_json::from_str(echo[0].as_str().unwrap_or_default()).unwrap_or_default();
    for key in ["name", "address", "routing-type", "durable", "auto-delete"] {
        s.note(format!("{key} {}", echo[key]));
    }
    Ok(())
}

/// Waits until the queue has gone.
async fn gone<W: World, L: tidings_wire::link::Links>(s: &Script<'_, W>, peer: &Peer<L>) -> Result<(), Failed> {
    let queue = format!("queue.{}", s.name("one"));
    for _ in 0..100 {
        if peer.attribute(&queue, "durable").await?.starts_with("no") {
            s.note("gone");
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    s.note("it stays");
    Ok(())
}

pub(super) async fn a_volatile_queue_goes_after_its_last_consumer<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    create(s, &peer).await?;
    let mut inbox = peer.receiver(s.volatile("ev", "one"), 1).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    out.send_all("a b").await?;
    s.note(inbox.next().await?);
    inbox.accept().await?;
    inbox.detach().await;
    gone(s, &peer).await?;
    s.note(out.send("c").await);
    Ok(())
}

pub(super) async fn a_send_makes_a_volatile_queue_anew_as_a_durable_one<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    create(s, &peer).await?;
    let inbox = peer.receiver(s.volatile("ev", "one"), 1).await?;
    let mut out = peer.sender(&s.volatile("ev", "one")).await?;
    inbox.detach().await;
    gone(s, &peer).await?;
    s.note(out.send("c").await);
    for attribute in ["durable", "autoDelete", "messageCount"] {
        s.note(peer.attribute(&format!("queue.{}", s.name("one")), attribute).await?);
    }
    Ok(())
}

pub(super) async fn a_volatile_queue_without_a_consumer_yet_stays<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    create(s, &peer).await?;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    peer.sender(&s.address("ev")).await?.send_all("a").await?;
    let mut inbox = peer.receiver(s.volatile("ev", "one"), 10).await?;
    s.note(inbox.drain(1).await?);
    Ok(())
}

pub(super) async fn a_volatile_queue_is_gone_after_a_crash_of_its_consumer<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    create(s, &peer).await?;
    let mut inbox = peer.receiver(s.volatile("ev", "one"), 10).await?;
    other.sender(&s.address("ev")).await?.send_all("a b").await?;
    s.note(inbox.next().await?);
    peer.cut().await?;
    drop(inbox);
    gone(s, &other).await
}
