//! Messages that belong together.

use super::{Ended, Failed, Script, World};
use crate::reality::{Parcel, peer::Outlet};
use tidings_wire::link::LinkSender;

/// Sends one of each group.
async fn round<S: LinkSender>(out: &mut Outlet<S>, groups: &str, n: u32) -> Result<(), Failed> {
    for group in groups.split(' ') {
        let verdict = out.send(Parcel::new(format!("{group}{n}")).group(group)).await;
        if verdict != "accepted" {
            return Err(Failed::new("send", verdict));
        }
    }
    Ok(())
}

pub(super) async fn a_group_stays_with_its_consumer<W: World>(s: &Script<'_, W>) -> Ended {
    let (first, second) = (s.connect().await?, s.connect().await?);
    let mut one = first.receiver(s.queue("ev", "one"), 100).await?;
    let mut two = second.receiver(s.queue("ev", "one"), 100).await?;
    let mut out = first.sender(&s.address("ev")).await?;
    for group in ["g", "h", "i", "j"] {
        let mut owners = Vec::new();
        for n in 0..4 {
            first.both_consume(&s.name("one"), &mut one, &mut two).await?;
            round(&mut out, group, n).await?;
            loop {
                let seen = (one.drain_quick().await?, two.drain_quick().await?);
                match seen {
                    (mine, other) if mine == "nothing" && other == "nothing" => {}
                    (mine, _) if mine != "nothing" => break owners.push("one"),
                    _ => break owners.push("two"),
                }
            }
        }
        owners.dedup();
        s.note(format!("{group} has {} owner", owners.len()));
    }
    Ok(())
}

pub(super) async fn groups_move_when_their_consumer_leaves<W: World>(s: &Script<'_, W>) -> Ended {
    let (first, second) = (s.connect().await?, s.connect().await?);
    let mut out = first.sender(&s.address("ev")).await?;
    let mut one = first.receiver(s.queue("ev", "one"), 100).await?;
    round(&mut out, "g", 0).await?;
    s.note(one.drain(1).await?);
    let mut two = second.receiver(s.queue("ev", "one"), 100).await?;
    round(&mut out, "g", 1).await?;
    round(&mut out, "g", 2).await?;
    one.credit(100).await?;
    s.note(format!("one {}", one.take(2).await?));
    s.note(format!("two {}", two.rest().await?));
    one.detach().await;
    s.note(format!("two {}", two.drain(2).await?));
    Ok(())
}

pub(super) async fn groups_move_in_order_when_their_consumer_is_lost<W: World>(s: &Script<'_, W>) -> Ended {
    let (first, second) = (s.connect().await?, s.connect().await?);
    let mut out = second.sender(&s.address("ev")).await?;
    let mut one = first.receiver(s.queue("ev", "one"), 100).await?;
    round(&mut out, "g", 0).await?;
    s.note(one.drain(1).await?);
    let mut two = second.receiver(s.queue("ev", "one"), 100).await?;
    for n in 1..5 {
        round(&mut out, "g", n).await?;
    }
    one.credit(100).await?;
    s.note(format!("one {}", one.take(4).await?));
    first.cut().await?;
    drop(one);
    round(&mut out, "g", 5).await?;
    s.note(format!("two {}", two.next().await?.replace('+', "")));
    two.accept().await?;
    two.credit(100).await?;
    s.note(format!("two {}", two.drain(4).await?.replace('+', "")));
    Ok(())
}

pub(super) async fn a_new_consumer_gets_new_groups_only<W: World>(s: &Script<'_, W>) -> Ended {
    let (first, second) = (s.connect().await?, s.connect().await?);
    let mut out = first.sender(&s.address("ev")).await?;
    let mut one = first.receiver(s.queue("ev", "one"), 100).await?;
    round(&mut out, "g h i", 0).await?;
    s.note(format!("one {}", one.drain(3).await?));
    let mut two = second.receiver(s.queue("ev", "one"), 100).await?;
    round(&mut out, "g h i", 1).await?;
    one.credit(100).await?;
    s.note(format!("one {}", one.drain(3).await?));
    s.note(format!("two {}", two.drain(0).await?));
    Ok(())
}
