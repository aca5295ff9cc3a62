//! How much is given.

use super::{Ended, Script, World};

pub(super) async fn no_more_is_given_than_there_is_credit<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 1).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    out.send_all("a b c d e f").await?;
    s.note(inbox.next().await?);
    s.note(inbox.rest().await?);
    inbox.accept().await?;
    inbox.credit(2).await?;
    s.note(inbox.take(2).await?);
    s.note(inbox.rest().await?);
    inbox.credit(1).await?;
    s.note(inbox.next().await?);
    s.note(inbox.rest().await?);
    inbox.accept().await?;
    s.note(inbox.rest().await?);
    Ok(())
}

pub(super) async fn credit_is_what_may_come_from_now_on<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 5).await?;
    inbox.credit(2).await?;
    peer.sender(&s.address("ev")).await?.send_all("a b c d e f").await?;
    s.note(inbox.take(2).await?);
    s.note(inbox.rest().await?);
    inbox.credit(2).await?;
    inbox.credit(3).await?;
    s.note(inbox.take(3).await?);
    s.note(inbox.rest().await?);
    Ok(())
}

pub(super) async fn accepting_gives_no_credit<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 1).await?;
    peer.sender(&s.address("ev")).await?.send_all("a b").await?;
    s.note(inbox.drain(1).await?);
    let queue = format!("queue.{}", s.name("one"));
    s.note(peer.attribute(&queue, "messageCount").await?);
    inbox.detach().await;
    s.note(peer.attribute(&queue, "deliveringCount").await?);
    Ok(())
}
