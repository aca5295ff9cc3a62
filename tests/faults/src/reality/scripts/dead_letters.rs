//! What the broker, or we, give up on.

use super::{Ended, Failed, Script, World};
use crate::reality::peer::{Inbox, Peer};
use tidings_wire::link::{LinkReceiver, Links, Node, Source};

/// So often is a connection lost before the broker must have given up: over AMQP it counts only now and then.
const PATIENCE: u32 = 100;

/// Where the broker puts what it gave up on in a queue.
fn given_up<W: World>(s: &Script<'_, W>, queue: &str) -> Source {
    Source::of(Node::DeadLetters("DLQ".into())).given_up_in(s.name(queue))
}

/// Receives as many as are in a queue, and says how many those are.
async fn all_of<L: Links, R: LinkReceiver>(
    observer: &Peer<L>,
    inbox: &mut Inbox<R>,
    queue: &str,
) -> Result<usize, Failed> {
    let mut met = 0;
    for _ in 0..PATIENCE {
        let rest = inbox.rest().await?;
        met += if rest == "nothing" { 0 } else { rest.split(' ').count() };
        if observer.attribute(&format!("queue.{queue}"), "messageCount").await? == format!("ok [{met}]") {
            return Ok(met);
        }
    }
    Err(Failed::new("receive", "it never comes"))
}

/// Takes what is in a queue and loses the connection, until nothing comes; how often something came.
async fn crash_on_all<W: World>(s: &Script<'_, W>, address: &str) -> Result<u32, Failed> {
    let observer = s.connect().await?;
    for crashes in 0..PATIENCE {
        let peer = s.connect().await?;
        let mut inbox = peer.receiver(s.queue(address, "one"), 10).await?;
        let met = all_of(&observer, &mut inbox, &s.name("one")).await?;
        peer.cut().await?;
        observer.without_consumers(&s.name("one")).await?;
        if met == 0 {
            return Ok(crashes);
        }
    }
    Err(Failed::new("crash", "it comes for ever"))
}

pub(super) async fn lost_connections_end_in_a_dead_letter<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    drop(peer.receiver(s.queue("three.ev", "one"), 0).await?);
    peer.sender(&s.address("three.ev")).await?.send_all("poison").await?;
    let crashes = crash_on_all(s, "three.ev").await?;
    s.note(format!("at least three: {}", crashes >= 3));
    let mut dead = peer.try_receiver(&given_up(s, "one"), 10).await?;
    s.note(dead.drain(1).await?);
    Ok(())
}

pub(super) async fn lost_connections_count_all_that_was_given<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut out = peer.sender(&s.address("three.ev")).await?;
    let mut inbox = peer.receiver(s.queue("three.ev", "one"), 10).await?;
    out.send_all("w").await?;
    s.note(inbox.drain(1).await?);
    inbox.detach().await;
    out.send_all("a b").await?;
    s.note(format!("{} crashes", crash_on_all(s, "three.ev").await?));
    let mut dead = peer.try_receiver(&given_up(s, "one"), 10).await?;
    let mut letters = Vec::new();
    for _ in 0..2 {
        letters.push(dead.next().await?);
        dead.accept().await?;
    }
    // The broker gave both up at once, and wrote them in either order.
    letters.sort_unstable();
    s.note(letters.join(" "));
    Ok(())
}

pub(super) async fn without_a_dead_letter_address_it_is_dropped<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    drop(peer.receiver(s.queue("nowhere.ev", "one"), 0).await?);
    peer.sender(&s.address("nowhere.ev")).await?.send_all("poison").await?;
    let crashes = crash_on_all(s, "nowhere.ev").await?;
    s.note(format!("at least two: {}", crashes >= 2));
    let mut dead = peer.try_receiver(&given_up(s, "one"), 10).await?;
    s.note(dead.drain(0).await?);
    Ok(())
}

/// As Tidings makes it.
async fn own<W: World, L: Links>(s: &Script<'_, W>, peer: &Peer<L>) -> Result<(), Failed> {
    let config = serde_json::json!({
        "name": s.name("dead"),
        "address": s.name("dead"),
        "routing-type": "ANYCAST",
        "durable": true,
        "auto-delete": false,
        "auto-create-address": true,
    });
    let parameters = serde_json::json!([config.to_string(), false]).to_string();
    let answer = peer.manage("broker", "createQueue", &parameters).await?;
    s.note(answer.split(' ').next().unwrap_or_default());
    Ok(())
}

pub(super) async fn a_dead_letter_of_ours_is_for_one_reader<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    own(s, &peer).await?;
    let mut out = peer.sender(&s.dead_letters("dead")).await?;
    out.send_all("a b").await?;
    let mut one = peer.receiver(s.dead_letters("dead"), 10).await?;
    s.note(one.take(2).await?);
    let mut two = peer.receiver(s.dead_letters("dead"), 10).await?;
    s.note(two.rest().await?);
    one.accept().await?;
    Ok(())
}

pub(super) async fn a_dead_letter_sent_to_everybody_is_lost<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    own(s, &peer).await?;
    s.note(peer.sender(&s.address("dead")).await?.send("x").await);
    let mut inbox = peer.receiver(s.dead_letters("dead"), 10).await?;
    s.note(inbox.drain(0).await?);
    Ok(())
}

pub(super) async fn a_second_send_of_the_other_sort_makes_no_queue<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(peer.sender(&s.dead_letters("ev")).await?.send("x").await);
    s.note(inbox.drain(0).await?);
    let names = peer.attribute(&format!("address.{}", s.name("ev")), "queueNames").await?;
    let mut names: Vec<_> = names.split(['"', ',', '[', ']', ' ']).filter(|part| !part.is_empty()).collect();
    names.sort_unstable();
    s.note(names.join(" "));
    Ok(())
}

pub(super) async fn without_a_route_it_goes_to_the_dead_letters<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let body = s.name("unroutable");
    s.note(
        peer.sender(&s.address("noroute.ev")).await?.send(crate::reality::Parcel::new(body.clone()).id(&body)).await,
    );
    let source = Source::of(Node::DeadLetters("DLQ".into()));
    let mut dead = peer.try_receiver(&source.only(tidings_core::id::EventId::parse(&body)), 10).await?;
    s.note(dead.drain(1).await?);
    Ok(())
}
