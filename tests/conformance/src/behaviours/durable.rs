use std::collections::BTreeSet;

use super::{prelude::*, retry::quickly};

async fn sent<T: Tag>(
    manager: &tidings_core::manager::EventManager,
    numbers: std::ops::RangeInclusive<u64>,
) -> Outcome {
    let sent = manager.send_events(numbers.map(T::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    Ok(())
}

pub(crate) async fn durable_events_wait_for_a_listener_that_is_away(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let invoice = scene.probe::<Placed>("invoice");
    let before = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    sent::<Placed>(&before, 1..=2).await?;
    invoice.take(2).await?;
    before.shutdown().await?;
    let sender = scene.start(|manager| manager).await?;
    sent::<Placed>(&sender, 3..=30).await?;
    scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let numbers: Vec<_> = invoice.take(28).await?.iter().map(|seen| seen.event.n).collect();
    ensure!(numbers.iter().copied().eq(3..=30), "what waited is {numbers:?}");
    Ok(())
}

pub(crate) async fn durable_events_wait_for_the_server_that_is_away(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let cache = scene.probe::<Placed>("cache");
    let claim = || cache.claim().per_process();
    let before = scene.start(|manager| manager.server_name("orders-1").listen(claim(), cache.ok())).await?;
    before.shutdown().await?;
    let sender = scene.start(|manager| manager).await?;
    sent::<Placed>(&sender, 1..=5).await?;
    scene.start(|manager| manager.server_name("orders-1").listen(claim(), cache.ok())).await?;
    let numbers: Vec<_> = cache.take(5).await?.iter().map(|seen| seen.event.n).collect();
    ensure!(numbers.iter().copied().eq(1..=5), "what waited is {numbers:?}");
    Ok(())
}

pub(crate) async fn a_retry_waits_for_a_listener_that_is_away(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let invoice = scene.probe::<Placed>("invoice");
    let pause = std::time::Duration::from_millis(500);
    let retry = quickly(3).requeue().backoff(tidings_core::policy::Backoff::fixed(pause));
    let claim = || invoice.claim().retry(retry);
    let before = scene.start(|manager| manager.listen(claim(), invoice.failing(1))).await?;
    before.send_event(Placed::event(1)).await?;
    ensure_eq!(invoice.next().await?.attempt, 1, "the attempt before");
    before.shutdown().await?;
    scene.start(|manager| manager.listen(claim(), invoice.failing(1))).await?;
    let seen = invoice.next().await?;
    // Shut down before the copy was written, it is the first attempt again.
    ensure!((seen.event.n, seen.attempt) == (1, 2), "it is attempt {} of event {}", seen.attempt, seen.event.n);
    Ok(())
}

pub(crate) async fn confirmed_durable_events_survive_a_killed_broker(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let broker = scene.breakable().await?;
    let invoice = scene.probe::<Placed>("invoice");
    let before = scene.start_on(&*broker, |manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    before.shutdown().await?;
    broker.flush().await?;
    let sender = scene.start_on(&*broker, |manager| manager).await?;
    sent::<Placed>(&sender, 1..=200).await?;
    broker.kill().await?;
    broker.restart().await?;
    scene.start_on(&*broker, |manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let numbers: BTreeSet<_> = invoice.take(200).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers.len(), 200, "how many survived");
    Ok(())
}

pub(crate) async fn dead_letters_survive_a_killed_broker(scene: &Scene<'_>) -> Outcome {
    // Dead letters are durable whatever their event is.
    event!(Placed);
    let broker = scene.breakable().await?;
    let invoice = scene.probe::<Placed>("invoice");
    let claim = || invoice.claim().retry(quickly(1));
    let before = scene.start_on(&*broker, |manager| manager.listen(claim(), invoice.failing(99))).await?;
    before.send_event(Placed::event(1)).await?;
    scene.dead_letters(&before, invoice.name(), 1).await?;
    before.shutdown().await?;
    broker.flush().await?;
    broker.kill().await?;
    broker.restart().await?;
    let after = scene.start_on(&*broker, |manager| manager.listen(claim(), invoice.failing(99))).await?;
    let letters = scene.dead_letters(&after, invoice.name(), 1).await?;
    ensure_eq!(letters.len(), 1, "how many survived");
    Ok(())
}
