//! What is left when the broker comes back from a crash.

use super::{Ended, Script, World};
use crate::reality::Parcel;

pub(super) async fn what_is_durable_survives<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    drop(peer.receiver(s.queue("ev", "one"), 0).await?);
    let mut out = peer.sender(&s.address("ev")).await?;
    out.send_all("a").await?;
    s.note(out.send(Parcel::new("lost").volatile()).await);
    out.send_all("b").await?;
    s.restart().await?;
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(inbox.drain(2).await?);
    Ok(())
}

pub(super) async fn an_empty_queue_survives<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let inbox = peer.receiver(s.queue("ev", "one"), 0).await?;
    s.note(peer.attribute(&format!("queue.{}", s.name("one")), "durable").await?);
    inbox.detach().await;
    s.restart().await?;
    let peer = s.connect().await?;
    s.note(peer.attribute(&format!("queue.{}", s.name("one")), "durable").await?);
    s.note(peer.sender(&s.address("ev")).await?.send("a").await);
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(inbox.drain(1).await?);
    Ok(())
}

pub(super) async fn a_created_queue_survives<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let config = serde_json::json!({
        "name": s.name("one"), "address": s.name("ev"), "routing-type": "MULTICAST", "durable": true,
        "auto-delete": false, "auto-create-address": true,
    });
    let parameters = serde_json::json!([config.to_string(), false]).to_string();
    drop(peer.manage("broker", "createQueue", &parameters).await?);
    s.restart().await?;
    let peer = s.connect().await?;
    s.note(peer.attribute(&format!("queue.{}", s.name("one")), "durable").await?);
    Ok(())
}

pub(super) async fn what_was_held_comes_again<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    out.send_all("w").await?;
    s.note(inbox.drain(1).await?);
    out.send_all("a b c").await?;
    inbox.credit(10).await?;
    s.note(inbox.take(3).await?);
    s.restart().await?;
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(inbox.drain(3).await?);
    Ok(())
}

pub(super) async fn what_was_accepted_does_not_come_again<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 1).await?;
    peer.sender(&s.address("ev")).await?.send_all("a b").await?;
    s.note(inbox.next().await?);
    inbox.accept().await?;
    inbox.detach().await;
    // The journal is written in order: what was accepted is in it before what is confirmed after that.
    peer.with_messages(&s.name("one"), 1).await?;
    peer.sender(&s.address("ev")).await?.send_all("c").await?;
    s.restart().await?;
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(inbox.drain(2).await?);
    Ok(())
}

pub(super) async fn an_id_is_known_afterwards<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    drop(peer.receiver(s.queue("ev", "one"), 0).await?);
    s.note(peer.sender(&s.address("ev")).await?.send(Parcel::new("a").duplicate("1")).await);
    s.restart().await?;
    let peer = s.connect().await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    s.note(out.send(Parcel::new("again").duplicate("1")).await);
    s.note(out.send(Parcel::new("b").duplicate("2")).await);
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(inbox.drain(2).await?);
    Ok(())
}

/// Alone: whether it is due before the broker is back is a matter of the machine.
pub(super) async fn what_is_delayed_comes_afterwards<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    drop(peer.receiver(s.queue("ev", "one"), 0).await?);
    s.note(peer.sender(&s.address("ev")).await?.send(Parcel::new("later").delay(2_000)).await);
    s.restart().await?;
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(inbox.next().await?);
    inbox.accept().await
}

pub(super) async fn a_delay_goes_on_afterwards<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    drop(peer.receiver(s.queue("ev", "one"), 0).await?);
    s.note(peer.sender(&s.address("ev")).await?.send(Parcel::new("later").delay(600_000)).await);
    s.note(peer.sender(&s.address("ev")).await?.send("now").await);
    s.restart().await?;
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(inbox.drain(1).await?);
    s.note(peer.attribute(&format!("queue.{}", s.name("one")), "messageCount").await?);
    Ok(())
}

pub(super) async fn a_volatile_queue_does_not_survive<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let config = serde_json::json!({
        "name": s.name("one"), "address": s.name("ev"), "routing-type": "MULTICAST", "durable": false,
        "auto-delete": true, "auto-create-address": true,
    });
    let parameters = serde_json::json!([config.to_string(), false]).to_string();
    drop(peer.manage("broker", "createQueue", &parameters).await?);
    let queue = format!("queue.{}", s.name("one"));
    s.note(peer.attribute(&queue, "durable").await?);
    s.restart().await?;
    let peer = s.connect().await?;
    s.note(peer.attribute(&queue, "durable").await?);
    Ok(())
}
