use tidings_core::{Failure, manager::EventManager};

use super::{prelude::*, retry::quickly};
use crate::scene::Probe;

/// Sends the only dead letter again.
async fn resend<E: tidings_core::event::Event + Clone>(
    scene: &Scene<'_>,
    manager: &EventManager,
    probe: &Probe<E>,
) -> Outcome {
    let mut dead = manager.dead_letters(probe.name()).await?;
    let letters = dead.list(10).await?;
    let [letter] = letters.as_slice() else {
        return Err(Broken::new(format!("{} dead letters instead of one", letters.len())));
    };
    ensure!(scene.within("sending again", dead.resend(letter.id())).await??, "there is nothing to send again");
    Ok(())
}

pub(crate) async fn a_dead_letter_sent_again_reaches_its_listener_alone(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let until_replayed = invoice.reacting(|seen| async move {
        if seen.replay == 0 { Err(Failure::permanent("told to fail")) } else { Ok(()) }
    });
    let both = scene.start(|manager| manager.listen(invoice.claim(), until_replayed).listen(audit.claim(), audit.ok()));
    let manager = both.await?;
    manager.compose(Placed::saying(1, "größe")).header("session", "s-1").send().await?;
    let first = invoice.next().await?;
    scene.dead_letters(&manager, invoice.name(), 1).await?;
    resend(scene, &manager, &invoice).await?;
    let again = invoice.next().await?;
    ensure_eq!((again.replay, again.attempt), (1, 1), "replay and attempt");
    ensure_eq!(again.id, first.id, "the id");
    ensure_eq!(again.headers.get("session"), Some("s-1"), "the header");
    ensure!(again.event == first.event, "the event is another one");
    ensure!(manager.dead_letters(invoice.name()).await?.list(10).await?.is_empty(), "the dead letter is still there");
    manager.send_event(Placed::event(2)).await?;
    let numbers: Vec<_> = audit.take(2).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, [1, 2], "what the other listener got");
    Ok(())
}

async fn twice<T: Tag>(scene: &Scene<'_>) -> Outcome {
    let invoice = scene.probe::<T>("invoice");
    let claim = invoice.claim().retry(quickly(2).requeue());
    let manager = scene.start(|manager| manager.listen(claim, invoice.failing(99))).await?;
    manager.send_event(T::event(1)).await?;
    scene.dead_letters(&manager, invoice.name(), 1).await?;
    for replay in 1..=2 {
        resend(scene, &manager, &invoice).await?;
        let count = replay as usize + 1;
        let letters = scene.dead_letters(&manager, invoice.name(), count).await?;
        let is: Vec<_> = letters
            .iter()
            .map(|letter| (letter.envelope().replay(), letter.note().map(|note| note.attempts)))
            .collect();
        ensure_eq!(is, [(replay, Some(2))], "replay and attempts of the dead letters");
    }
    let seen: Vec<_> = invoice.take(6).await?.iter().map(|seen| (seen.replay, seen.attempt)).collect();
    ensure_eq!(seen, [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)], "replays and attempts");
    Ok(())
}

pub(crate) async fn a_dead_letter_sent_again_twice_that_fails_again_is_there_again(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    twice::<Placed>(scene).await
}

pub(crate) async fn a_durable_dead_letter_sent_again_twice_that_fails_again_is_there_again(
    scene: &Scene<'_>,
) -> Outcome {
    event!(Placed: durable);
    twice::<Placed>(scene).await
}

pub(crate) async fn a_dead_letter_that_nobody_has_is_not_sent_again(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.failing(99))).await?;
    let id = tidings_core::id::EventId::parse("0190b2a0-0000-7000-8000-000000000001");
    let mut dead = manager.dead_letters(invoice.name()).await?;
    ensure!(!scene.within("sending again", dead.resend(&id)).await??, "an unknown dead letter was sent again");
    ensure!(!scene.within("discarding", dead.discard(&id)).await??, "an unknown dead letter was discarded");
    Ok(())
}
