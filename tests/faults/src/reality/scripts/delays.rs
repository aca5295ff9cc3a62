//! What the broker holds back.

use super::{Ended, Script, World};
use crate::reality::Parcel;

pub(super) async fn what_is_delayed_is_overtaken<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    s.note(out.send(Parcel::new("later").delay(5_000)).await);
    s.note(out.send("now").await);
    s.note(inbox.drain(1).await?);
    inbox.credit(10).await?;
    s.note(inbox.next().await?);
    inbox.accept().await
}

pub(super) async fn delays_end_in_their_order<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 100).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    for (body, delay) in [("third", 6_000), ("first", 2_000), ("second", 4_000)] {
        s.note(out.send(Parcel::new(body).delay(delay)).await);
    }
    for _ in 0..3 {
        s.note(inbox.next().await?);
        inbox.accept().await?;
        inbox.credit(100).await?;
    }
    Ok(())
}

pub(super) async fn a_delay_to_one_queue_reaches_it_alone<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut one = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut two = peer.receiver(s.queue("ev", "two"), 10).await?;
    s.note(peer.sender(&s.queue("ev", "two")).await?.send(Parcel::new("copy").delay(500)).await);
    s.note(two.next().await?);
    two.accept().await?;
    s.note(one.drain(0).await?);
    Ok(())
}

pub(super) async fn what_is_delayed_holds_no_group<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    s.note(out.send(Parcel::new("later").group("g").delay(5_000)).await);
    s.note(out.send(Parcel::new("now").group("g")).await);
    s.note(inbox.drain(1).await?);
    inbox.credit(10).await?;
    s.note(inbox.next().await?);
    inbox.accept().await
}

pub(super) async fn a_delayed_one_counts_as_waiting<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    s.note(out.send(Parcel::new("later").delay(60_000)).await);
    s.note(peer.attribute(&format!("queue.{}", s.name("one")), "messageCount").await?);
    inbox.detach().await;
    Ok(())
}
