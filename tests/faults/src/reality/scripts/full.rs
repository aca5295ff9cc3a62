//! Addresses without room.

use std::time::Duration;

use tidings_wire::link::LinkSender;

use super::{Ended, Script, World};
use crate::reality::peer::Outlet;

/// What a send to an address without room may take to be refused.
const MOMENT: Duration = Duration::from_secs(2);

/// More than any address here has room for.
const MANY: usize = 1_200;

/// Sends until the broker takes no more; how much it took, and what it said then.
async fn fill<S: LinkSender>(out: &mut Outlet<S>) -> (usize, String) {
    let body = "x".repeat(5_000);
    for accepted in 0..MANY {
        let verdict = out.send_within(&*body, MOMENT).await;
        if verdict != "accepted" {
            return (accepted, verdict);
        }
    }
    (MANY, "accepted".to_owned())
}

pub(super) async fn a_full_address_refuses<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    other.receiver(s.queue("fail.ev", "one"), 0).await?.detach().await;
    let (accepted, verdict) = fill(&mut peer.sender(&s.address("fail.ev")).await?).await;
    s.note(verdict);
    s.note(format!("some were accepted: {}", accepted > 3 && accepted < 60));
    let mut inbox = other.receiver(s.queue("fail.ev", "one"), 1_000).await?;
    s.note(format!("all of them come: {}", inbox.drain(accepted).await?.split(' ').count() == accepted));
    s.note(other.sender(&s.address("fail.ev")).await?.send("y").await);
    Ok(())
}

pub(super) async fn a_full_address_blocks_until_there_is_room<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    other.receiver(s.queue("block.ev", "one"), 0).await?.detach().await;
    let mut out = peer.sender(&s.address("block.ev")).await?;
    let (accepted, verdict) = fill(&mut out).await;
    s.note(verdict);
    s.note(format!("some were accepted: {}", accepted > 3));
    let mut inbox = other.receiver(s.queue("block.ev", "one"), 2_000).await?;
    // The one that was given up may have been taken all the same.
    s.note(format!("all of them come: {}", inbox.drain(accepted).await?.split(' ').count() >= accepted));
    s.note(out.send("y").await);
    Ok(())
}

pub(super) async fn a_full_address_that_blocks_takes_everything<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    other.receiver(s.queue("block.ev", "one"), 0).await?.detach().await;
    let (accepted, verdict) = fill(&mut peer.sender(&s.address("block.ev")).await?).await;
    s.note(format!("{verdict}, {accepted}"));
    Ok(())
}
