use std::{collections::BTreeSet, time::Duration};

use tidings_core::manager::EventManager;
use tokio::{task::yield_now, time::timeout};

use super::{prelude::*, retry::quickly};
use crate::{
    Breakable,
    scene::{Gate, Probe},
};

/// Sends until one arrives: what is sent while the broker or the listener is away may fail, or, if it is not durable, be
/// unheard.
async fn works_again<T: Tag>(scene: &Scene<'_>, manager: &EventManager, probe: &Probe<Fact<T>>) -> Outcome {
    const PATIENCE: Duration = Duration::from_millis(200);
    let again = async {
        loop {
            if manager.send_event(T::event(1_000)).await.is_ok() {
                let arrived = async { while probe.next().await.is_ok_and(|seen| seen.event.n != 1_000) {} };
                if timeout(PATIENCE, arrived).await.is_ok() {
                    return;
                }
            }
        }
    };
    scene.within("an event after the fault", again).await
}

async fn listening<T: Tag>(
    scene: &Scene<'_>,
    broker: &dyn Breakable,
    probe: &Probe<Fact<T>>,
) -> Result<EventManager, Broken> {
    let quick = scene.start_on(broker, |manager| {
        manager.listen(probe.claim(), probe.ok()).limits(|limits| limits.heartbeat = Duration::from_secs(2))
    });
    let manager = quick.await?;
    manager.send_event(T::event(1)).await?;
    ensure_eq!(probe.next().await?.event.n, 1, "what arrives before the fault");
    broker.flush().await?;
    Ok(manager)
}

async fn after_a_kill<T: Tag>(scene: &Scene<'_>) -> Outcome {
    let broker = scene.breakable().await?;
    let invoice = scene.probe::<T>("invoice");
    let manager = listening(scene, &*broker, &invoice).await?;
    broker.kill().await?;
    broker.restart().await?;
    works_again(scene, &manager, &invoice).await
}

pub(crate) async fn sending_and_listening_go_on_after_the_broker_was_killed(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    after_a_kill::<Placed>(scene).await
}

pub(crate) async fn sending_and_listening_of_durable_events_go_on_after_the_broker_was_killed(
    scene: &Scene<'_>,
) -> Outcome {
    event!(Placed: durable);
    after_a_kill::<Placed>(scene).await
}

pub(crate) async fn sending_and_listening_go_on_after_the_broker_was_frozen(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let broker = scene.breakable().await?;
    let invoice = scene.probe::<Placed>("invoice");
    let manager = listening(scene, &*broker, &invoice).await?;
    broker.freeze().await?;
    let sending = manager.clone();
    let send = scene.beside(async move { sending.send_event(Placed::event(2)).await });
    broker.thaw().await?;
    // It ends, whatever its end is.
    drop(scene.within("the send", send).await?);
    works_again(scene, &manager, &invoice).await
}

pub(crate) async fn a_send_to_a_frozen_broker_ends_within_its_time(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let broker = scene.breakable().await?;
    let invoice = scene.probe::<Placed>("invoice");
    let quick = scene.start_on(&*broker, |manager| {
        manager.listen(invoice.claim(), invoice.ok()).limits(|limits| limits.send_timeout = Duration::from_millis(500))
    });
    let manager = quick.await?;
    // A broker that has just started may need more than so short a time for its first answer.
    let first = async {
        while manager.send_event(Placed::event(1)).await.is_err() {
            yield_now().await;
        }
    };
    scene.within("a first send", first).await?;
    broker.freeze().await?;
    let sent = scene.within("the send", manager.send_event(Placed::event(2))).await?;
    ensure!(sent.is_err(), "a frozen broker confirmed an event");
    broker.thaw().await?;
    works_again(scene, &manager, &invoice).await
}

pub(crate) async fn no_confirmed_event_is_lost_when_the_broker_is_killed_in_the_middle(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let broker = scene.breakable().await?;
    let invoice = scene.probe::<Placed>("invoice");
    let manager = listening(scene, &*broker, &invoice).await?;
    let sending = manager.clone();
    let sends = scene.beside(async move { sending.send_events((2..=2_000).map(Placed::event)).await });
    let mut seen = BTreeSet::new();
    while seen.len() < 100 {
        seen.insert(invoice.next().await?.event.n);
    }
    broker.kill().await?;
    broker.restart().await?;
    let results = scene.within("the sends", sends).await??;
    let results = (2..).zip(results);
    let mut missing: BTreeSet<_> = results.filter(|(_, sent)| sent.is_ok()).map(|(n, _)| n).collect();
    missing.retain(|n| !seen.contains(n));
    while !missing.is_empty() {
        let next = invoice.next().await.map_err(|broken| broken.during(format!("{} are missing", missing.len())))?;
        missing.remove(&next.event.n);
    }
    Ok(())
}

pub(crate) async fn what_was_being_handled_when_the_connection_was_lost_comes_again(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let broker = scene.breakable().await?;
    let gate = Gate::closed();
    let invoice = scene.probe::<Placed>("invoice");
    let held = gate.clone();
    let waiting = invoice.reacting(move |_| {
        let gate = held.clone();
        async move {
            gate.pass().await;
            Ok(())
        }
    });
    let manager = scene.start_on(&*broker, |manager| manager.listen(invoice.claim(), waiting)).await?;
    manager.send_event(Placed::event(1)).await?;
    invoice.next().await?;
    broker.flush().await?;
    broker.kill().await?;
    broker.restart().await?;
    gate.open();
    ensure_eq!(invoice.next().await?.event.n, 1, "what comes again");
    Ok(())
}

pub(crate) async fn health_tells_that_the_broker_is_away_and_that_it_is_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let broker = scene.breakable().await?;
    let invoice = scene.probe::<Placed>("invoice");
    let manager = listening(scene, &*broker, &invoice).await?;
    ensure!(manager.health().is_up(), "health is {:?} before the fault", manager.health());
    broker.kill().await?;
    // Health has no signal to wait for, and a turn of the runtime may not be enough.
    let turns = async |up: bool| {
        while manager.health().is_up() != up {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    scene.within("health that is not up", turns(false)).await?;
    broker.restart().await?;
    scene.within("health that is up again", turns(true)).await?;
    works_again(scene, &manager, &invoice).await
}

pub(crate) async fn dead_letters_that_are_looked_at_outlive_a_reconnect(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let broker = scene.breakable().await?;
    let invoice = scene.probe::<Placed>("invoice");
    let claim = invoice.claim().retry(quickly(1));
    let manager = scene.start_on(&*broker, |manager| manager.listen(claim, invoice.failing(99))).await?;
    manager.send_event(Placed::event(1)).await?;
    scene.dead_letters(&manager, invoice.name(), 1).await?;
    let mut letters = manager.dead_letters(invoice.name()).await?;
    broker.flush().await?;
    broker.kill().await?;
    broker.restart().await?;
    let listed = scene.within("the list of dead letters", letters.list(10)).await??;
    ensure_eq!(listed.len(), 1, "how many are listed over the next connection");
    ensure!(letters.discard(listed[0].id()).await?, "there is none to discard over it");
    Ok(())
}
