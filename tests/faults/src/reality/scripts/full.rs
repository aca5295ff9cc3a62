//! Addresses without room.

use std::time::Duration;

use tidings_wire::link::LinkSender;

use super::{Ended, Script, World};
use crate::reality::peer::Outlet;

/// After this a send is held to be blocked.
const MOMENT: Duration = Duration::from_secs(2);
/// Within this a send is answered by whoever answers.
const LIMIT: Duration = Duration::from_secs(20);

/// More than any address here has room for.
const MANY: usize = 1_200;

/// Sends until the broker takes no more within `limit`; how much it took, and what it said then.
async fn fill<S: LinkSender>(out: &mut Outlet<S>, limit: Duration) -> (usize, String) {
    let body = "x".repeat(5_000);
    for accepted in 0..MANY {
        let verdict = out.send_within(&*body, limit).await;
        if verdict != "accepted" {
            return (accepted, verdict);
        }
    }
    (MANY, "accepted".to_owned())
}

pub(super) async fn a_full_address_refuses<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    other.receiver(s.queue("fail.ev", "one"), 0).await?.detach().await;
    let (accepted, verdict) = fill(&mut peer.sender(&s.address("fail.ev")).await?, LIMIT).await;
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
    let (accepted, verdict) = fill(&mut out, MOMENT).await;
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
    let (accepted, verdict) = fill(&mut peer.sender(&s.address("block.ev")).await?, LIMIT).await;
    s.note(format!("{verdict}, {accepted}"));
    Ok(())
}
