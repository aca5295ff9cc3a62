//! What comes again.

use super::{Ended, Protocol, Script, World};

/// Whether a lost connection counts is chance over AMQP.
fn uncounted<W: World>(s: &Script<'_, W>, seen: &str) -> String {
    match s.world().protocol() {
        Protocol::Amqp => seen.replace('+', ""),
        Protocol::Stomp => seen.to_owned(),
    }
}

pub(super) async fn what_a_lost_connection_held_comes_again_in_order<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    let mut inbox = peer.receiver(s.queue("ev", "one"), 3).await?;
    let mut out = other.sender(&s.address("ev")).await?;
    out.send_all("w").await?;
    s.note(inbox.next().await?);
    inbox.accept().await?;
    out.send_all("a b c d e").await?;
    inbox.credit(3).await?;
    s.note(inbox.take(3).await?);
    peer.cut().await?;
    drop(inbox);
    other.without_consumers(&s.name("one")).await?;
    let mut again = other.receiver(s.queue("ev", "one"), 100).await?;
    let seen = again.drain(5).await?;
    s.note(seen.replace('+', ""));
    s.note(uncounted(s, seen.split(' ').next().unwrap_or_default()));
    Ok(())
}

pub(super) async fn what_is_left_politely_comes_again_uncounted<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 3).await?;
    out.send_all("w").await?;
    s.note(inbox.drain(1).await?);
    out.send_all("a b c d").await?;
    inbox.credit(3).await?;
    s.note(inbox.take(3).await?);
    inbox.detach().await;
    let mut again = peer.receiver(s.queue("ev", "one"), 100).await?;
    s.note(again.drain(4).await?);
    Ok(())
}

pub(super) async fn what_was_accepted_before_a_cut_does_not_come_again<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    let mut inbox = peer.receiver(s.queue("ev", "one"), 2).await?;
    let mut out = other.sender(&s.address("ev")).await?;
    out.send_all("a").await?;
    s.note(inbox.drain(1).await?);
    out.send_all("b c").await?;
    inbox.credit(2).await?;
    s.note(inbox.take(2).await?);
    inbox.accept_one("b").await?;
    other.with_messages(&s.name("one"), 1).await?;
    peer.cut().await?;
    drop(inbox);
    other.without_consumers(&s.name("one")).await?;
    let mut again = other.receiver(s.queue("ev", "one"), 100).await?;
    s.note(uncounted(s, &again.drain(1).await?));
    Ok(())
}

pub(super) async fn what_is_released_comes_again_and_is_never_counted<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("three.ev", "one"), 1).await?;
    peer.sender(&s.address("three.ev")).await?.send_all("a").await?;
    for _ in 0..12 {
        s.note(inbox.next().await?);
        inbox.release().await?;
        inbox.credit(1).await?;
    }
    s.note(inbox.drain(1).await?);
    Ok(())
}

pub(super) async fn others_get_what_a_lost_connection_held<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    let mut out = other.sender(&s.address("ev")).await?;
    let mut lost = peer.receiver(s.queue("ev", "one"), 10).await?;
    out.send_all("a").await?;
    s.note(lost.next().await?);
    let mut heir = other.receiver(s.queue("ev", "one"), 10).await?;
    s.note(heir.rest().await?);
    peer.cut().await?;
    drop(lost);
    s.note(heir.next().await?.replace('+', ""));
    heir.accept().await?;
    Ok(())
}

pub(super) async fn a_single_one_is_settled_out_of_order<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    out.send_all("w").await?;
    s.note(inbox.drain(1).await?);
    out.send_all("a b c").await?;
    inbox.credit(10).await?;
    s.note(inbox.take(3).await?);
    inbox.accept_one("b").await?;
    inbox.detach().await;
    let mut again = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(again.drain(2).await?);
    Ok(())
}
