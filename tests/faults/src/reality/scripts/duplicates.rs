//! Ids by which the broker knows what it has.

use super::{Ended, Script, World};
use crate::reality::Parcel;

pub(super) async fn a_second_send_under_one_id_is_accepted_and_dropped<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    for (body, id) in [("a", "1"), ("again", "1"), ("b", "2")] {
        s.note(out.send(Parcel::new(body).duplicate(id)).await);
    }
    s.note(inbox.drain(2).await?);
    Ok(())
}

pub(super) async fn an_id_is_shared_by_all_queues_of_an_address<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut one = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut two = peer.receiver(s.queue("ev", "two"), 10).await?;
    s.note(peer.sender(&s.address("ev")).await?.send(Parcel::new("a").duplicate("1")).await);
    s.note(peer.sender(&s.queue("ev", "one")).await?.send(Parcel::new("copy").duplicate("1")).await);
    s.note(peer.sender(&s.queue("ev", "one")).await?.send(Parcel::new("b").duplicate("2")).await);
    s.note(peer.sender(&s.queue("ev", "two")).await?.send(Parcel::new("c").duplicate("2")).await);
    s.note(format!("one {}", one.drain(2).await?));
    s.note(format!("two {}", two.drain(1).await?));
    Ok(())
}

pub(super) async fn an_id_with_its_queue_in_it_reaches_each<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut one = peer.receiver(s.queue("ev", "one"), 10).await?;
    let mut two = peer.receiver(s.queue("ev", "two"), 10).await?;
    for queue in ["one", "two"] {
        let copy = Parcel::new("copy").duplicate(format!("1:{queue}:0.2"));
        s.note(peer.sender(&s.queue("ev", queue)).await?.send(copy).await);
    }
    s.note(format!("one {}", one.drain(1).await?));
    s.note(format!("two {}", two.drain(1).await?));
    Ok(())
}

pub(super) async fn other_addresses_know_nothing_of_an_id<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    for address in ["ev", "other"] {
        let mut inbox = peer.receiver(s.queue(address, &format!("of-{address}")), 10).await?;
        s.note(peer.sender(&s.address(address)).await?.send(Parcel::new("a").duplicate("1")).await);
        s.note(inbox.drain(1).await?);
    }
    Ok(())
}

pub(super) async fn an_id_counts_although_no_queue_got_it<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut out = peer.sender(&s.address("ev")).await?;
    s.note(out.send(Parcel::new("a").duplicate("1")).await);
    let mut inbox = peer.receiver(s.queue("ev", "one"), 10).await?;
    s.note(out.send(Parcel::new("again").duplicate("1")).await);
    s.note(inbox.drain(0).await?);
    Ok(())
}
