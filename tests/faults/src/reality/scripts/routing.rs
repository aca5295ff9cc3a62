//! Who gets what.

use super::{Ended, Script, World};

pub(super) async fn every_queue_of_an_address_gets_a_copy<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut one = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut two = peer.receiver(s.queue("ev", "two"), 10).await?;
    peer.sender(&s.address("ev")).await?.send_all("a b c").await?;
    s.note(format!("one {}", one.drain(3).await?));
    s.note(format!("two {}", two.drain(3).await?));
    Ok(())
}

pub(super) async fn what_no_queue_gets_is_gone<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    s.note(out.send("early").await);
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(out.send("late").await);
    s.note(inbox.drain(1).await?);
    Ok(())
}

pub(super) async fn a_full_name_reaches_its_queue_alone<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut one = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut two = peer.receiver(s.queue("ev", "two"), 10).await?;
    s.note(peer.sender(&s.queue("ev", "two")).await?.send("x").await);
    s.note(format!("one {}", one.drain(0).await?));
    s.note(format!("two {}", two.drain(1).await?));
    Ok(())
}

pub(super) async fn a_full_name_without_a_queue_makes_one<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    s.note(peer.sender(&s.queue("ev", "one")).await?.send("x").await);
    let queue = format!("queue.{}", s.name("one"));
    for attribute in ["address", "durable", "autoDelete", "routingType", "messageCount"] {
        s.note(format!("{attribute} {}", peer.attribute(&queue, attribute).await?));
    }
    Ok(())
}

pub(super) async fn a_full_name_at_another_address_loses_what_is_sent<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(peer.sender(&s.queue("other", "one")).await?.send("x").await);
    s.note(inbox.drain(0).await?);
    s.note(peer.attribute(&format!("queue.{}", s.name("one")), "address").await?);
    Ok(())
}

pub(super) async fn a_queue_of_another_address_gives_nothing_of_this_one<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 1).await?;
    // STOMP attaches all the same, and is told by the first message.
    let met = match peer.try_receiver(&tidings_wire::link::Source::of(s.queue("other", "one")), 1).await {
        Ok(mut thief) => {
            let mut out = peer.sender(&s.address("ev")).await?;
            out.send_all("a b").await?;
            let met = thief.rest().await;
            drop(thief);
            met.map_err(|failed| failed.0)
        }
        Err(fault) => Err(format!("{:?}", fault.condition)),
    };
    s.note(met.unwrap_or_else(|said| said.split(':').next().unwrap_or_default().to_owned()));
    inbox.credit(10).await?;
    peer.sender(&s.address("other")).await?.send_all("c").await?;
    s.note(inbox.drain(0).await?.replace('+', ""));
    Ok(())
}

pub(super) async fn attaching_makes_a_durable_queue<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    for (node, name) in [(s.queue("ev", "one"), "one"), (s.volatile("ev", "two"), "two")] {
        let _inbox = peer.receiver(node, 1).await?;
        for attribute in ["durable", "autoDelete", "routingType", "consumerCount", "temporary"] {
            let read = peer.attribute(&format!("queue.{}", s.name(name)), attribute).await?;
            s.note(format!("{name} {attribute} {read}"));
        }
    }
    Ok(())
}

pub(super) async fn a_queue_without_a_name_goes_with_its_link<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.temporary("ev"), 10).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    out.send_all("a b").await?;
    s.note(inbox.drain(2).await?);
    let queues = format!("address.{}", s.name("ev"));
    s.note(peer.attribute(&queues, "queueCount").await?);
    inbox.detach().await;
    out.send_all("c").await?;
    s.note(peer.attribute(&queues, "queueCount").await?);
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    s.note(peer.attribute(&queues, "queueCount").await?);
    peer.close().await;
    let other = s.connect().await?;
    s.note(other.attribute(&queues, "queueCount").await?);
    Ok(())
}

pub(super) async fn two_receivers_of_a_queue_take_turns<W: World>(s: &Script<'_, W>) -> Ended {
    let (first, second) = (s.connect().await?, s.connect().await?);
    let mut one = first.receiver(s.queue("ev", "one"), 100).await?;
    let mut two = second.receiver(s.queue("ev", "one"), 100).await?;
    let mut out = first.sender(&s.address("ev")).await?;
    for body in ["a", "b", "c", "d"] {
        s.note(out.send(body).await);
        // One after the other, so that both have room each time.
        let (mut mine, mut other) = (one.drain_quick().await?, two.drain_quick().await?);
        while mine == "nothing" && other == "nothing" {
            (mine, other) = (one.drain_quick().await?, two.drain_quick().await?);
        }
        s.note(format!("one {mine}, two {other}"));
        first.both_consume(&s.name("one"), &mut one, &mut two).await?;
    }
    Ok(())
}
