//! Looking without taking.

use super::{Ended, Script, World};
use crate::reality::Parcel;
use tidings_core::id::EventId;
use tidings_wire::link::{Node, Source};

pub(super) async fn browsing_takes_nothing<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut out = peer.sender(&s.dead_letters("dead")).await?;
    out.send_all("a b c").await?;
    let source = || Source::of(s.dead_letters("dead")).browsing();
    for _ in 0..2 {
        let mut look = peer.try_receiver(&source(), 100).await?;
        s.note(look.take(3).await?);
        s.note(look.rest().await?);
        look.detach().await;
    }
    let mut take = peer.receiver(s.dead_letters("dead"), 100).await?;
    s.note(take.take(3).await?);
    take.accept().await?;
    take.detach().await;
    let mut look = peer.try_receiver(&source(), 100).await?;
    s.note(look.rest().await?);
    Ok(())
}

pub(super) async fn one_event_is_looked_for<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let mut out = peer.sender(&s.dead_letters("dead")).await?;
    for (body, id) in [("a", "1"), ("b", "it's"), ("c", "3")] {
        s.note(out.send(Parcel::new(body).id(id)).await);
    }
    let one = Source::of(s.dead_letters("dead")).only(EventId::parse("it's"));
    let mut take = peer.try_receiver(&one, 100).await?;
    s.note(take.next().await?);
    s.note(take.rest().await?);
    take.accept().await?;
    take.detach().await;
    let mut rest = peer.receiver(s.dead_letters("dead"), 100).await?;
    s.note(rest.take(2).await?);
    rest.accept().await?;
    s.note(rest.rest().await?);
    Ok(())
}

pub(super) async fn what_the_broker_gave_up_on_is_looked_for_by_its_queue<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let nobody = Source::of(Node::DeadLetters("DLQ".into())).given_up_in(s.name("no-such-queue"));
    let mut look = peer.try_receiver(&nobody, 10).await?;
    s.note(look.rest().await?);
    Ok(())
}
