use tidings_core::{
    ErrorKind,
    event::{EventInfo, EventRef},
    manager::Builder,
    subscription::Subscription,
};

use super::prelude::*;
use crate::scene::Probe;

/// The same event, declared otherwise: as another version of a program would.
fn as_durable<T: Tag>(probe: &Probe<Fact<T>>, durable: bool) -> Subscription {
    let info = EventInfo::external(T::info().name().to_owned());
    let info = if durable { info.durable() } else { info };
    Subscription::to(probe.name().to_owned(), EventRef::from(info))
}

fn conflict(what: &str, started: Result<(), tidings_core::Error>, names: &[&str]) -> Outcome {
    let Err(error) = started else { return Err(Broken::new(format!("{what} started"))) };
    ensure_eq!(error.kind(), ErrorKind::Conflict, format!("the kind of {error:?}"));
    let text = format!("{error:?}");
    for name in names {
        ensure!(text.contains(name), "{name} is missing in: {text}");
    }
    ensure!(error.remedy().is_some() || text.contains("; "), "there is no remedy in: {text}");
    Ok(())
}

pub(crate) async fn a_queue_of_another_event_fails_the_start_with_both_names(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Paid);
    let (placed, paid) = (scene.probe::<Placed>("invoice"), scene.probe::<Paid>("invoice"));
    let first = scene.start(|manager| manager.listen(placed.claim(), placed.ok())).await?;
    let second = scene.build(|manager| manager.listen(paid.claim(), paid.ok())).await?;
    let started = scene.within("the start", second.start()).await?;
    conflict("a listener of a foreign queue", started, &[Placed::info().address(), Paid::info().address()])?;
    first.send_event(Placed::event(1)).await?;
    ensure_eq!(placed.next().await?.event.n, 1, "what the first listener got");
    Ok(())
}

pub(crate) async fn a_durable_listener_of_a_volatile_queue_fails_the_start(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let volatile = scene.start(|manager| manager.listen(as_durable(&invoice, false), invoice.ok())).await?;
    let durable = scene.build(|manager| manager.listen(as_durable(&invoice, true), invoice.ok())).await?;
    let started = scene.within("the start", durable.start()).await?;
    conflict("a durable listener of a volatile queue", started, &[invoice.name()])?;
    volatile.send_event(Placed::event(1)).await?;
    ensure_eq!(invoice.next().await?.event.n, 1, "what the first listener got");
    Ok(())
}

pub(crate) async fn a_listener_of_a_queue_that_was_declared_durable_joins_it(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let (durable, volatile) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("invoice"));
    let first = scene.start(|manager| manager.listen(as_durable(&durable, true), durable.ok())).await?;
    scene.start(|manager| manager.listen(as_durable(&volatile, false), volatile.ok())).await?;
    first.shutdown().await?;
    let sender = scene.start(|manager| manager.sends::<(Fact<Placed>,)>()).await?;
    sender.send_event(Placed::event(1)).await?;
    ensure_eq!(volatile.next().await?.event.n, 1, "what the second listener got");
    Ok(())
}

pub(crate) async fn a_volatile_queue_that_nobody_uses_becomes_durable(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let invoice = scene.probe::<Placed>("invoice");
    let volatile = scene.start(|manager| manager.listen(as_durable(&invoice, false), invoice.ok())).await?;
    volatile.shutdown().await?;
    let durable = scene.start(|manager| manager.listen(as_durable(&invoice, true), invoice.ok())).await?;
    durable.shutdown().await?;
    let sender = scene.start(|manager| manager.sends::<(Fact<Placed>,)>()).await?;
    sender.send_event(Placed::event(1)).await?;
    scene.start(|manager| manager.listen(as_durable(&invoice, true), invoice.ok())).await?;
    ensure_eq!(invoice.next().await?.event.n, 1, "what waited");
    Ok(())
}

/// A sender and a listener in two managers, started in one order or the other.
async fn started<T: Tag>(scene: &Scene<'_>, listener: &str, sender_first: bool) -> Outcome {
    let invoice = scene.probe::<T>(listener);
    let listening = |manager: Builder| manager.listen(invoice.claim(), invoice.ok());
    let sending = |manager: Builder| manager.sends::<(Fact<T>,)>();
    let sender = if sender_first {
        let sender = scene.start(sending).await?;
        scene.start(listening).await?;
        sender
    } else {
        scene.start(listening).await?;
        scene.start(sending).await?
    };
    sender.send_event(T::event(1)).await?;
    ensure_eq!(invoice.next().await?.event.n, 1, "what arrives");
    Ok(())
}

pub(crate) async fn a_sender_may_start_before_the_listener(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Kept: durable);
    started::<Placed>(scene, "placed", true).await?;
    started::<Kept>(scene, "kept", true).await
}

pub(crate) async fn a_listener_may_start_before_the_sender(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Kept: durable);
    started::<Placed>(scene, "placed", false).await?;
    started::<Kept>(scene, "kept", false).await
}

pub(crate) async fn a_manager_that_could_not_start_may_start_later(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Paid);
    let (placed, paid) = (scene.probe::<Placed>("invoice"), scene.probe::<Paid>("invoice"));
    let other = scene.probe::<Paid>("other");
    let first = scene.start(|manager| manager.listen(placed.claim(), placed.ok())).await?;
    let both = scene.build(|manager| manager.listen(other.claim(), other.ok()).listen(paid.claim(), paid.ok()));
    let second = both.await?;
    ensure!(scene.within("the start", second.start()).await?.is_err(), "a listener of a foreign queue started");
    first.shutdown().await?;
    let queue = format!("{}::{}", Placed::info().address(), placed.name());
    let remover = scene.start(|manager| manager).await?;
    // It may have gone with its last listener.
    drop(remover.topology().remove(&queue).await);
    second.start().await?;
    second.send_event(Paid::event(1)).await?;
    for probe in [&paid, &other] {
        ensure_eq!(probe.next().await?.event.n, 1, format!("what {} got", probe.name()));
    }
    Ok(())
}
