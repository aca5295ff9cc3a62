use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::prelude::*;
use crate::scene::{Gate, Listening, Probe};

/// A listener that waits at a gate.
fn held<T: Tag>(probe: &Probe<Fact<T>>, gate: &Gate) -> Listening<Fact<T>> {
    let gate = gate.clone();
    probe.reacting(move |_| {
        let gate = gate.clone();
        async move {
            gate.pass().await;
            Ok(())
        }
    })
}

pub(crate) async fn a_busy_listener_leaves_to_others_what_it_did_not_fetch(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let gate = Gate::closed();
    let (busy, idle) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("invoice"));
    let claim = busy.claim().concurrency(2).prefetch(3);
    let one = scene.start(|manager| manager.listen(claim, held(&busy, &gate))).await?;
    let sent = one.send_events((1..=2).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    busy.take(1).await?;
    let other = scene.start(|manager| manager.listen(idle.claim(), idle.ok())).await?;
    let sent = other.send_events((3..=40).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    // Five at most are unsettled at the busy one.
    idle.take(40 - 5).await?;
    gate.open();
    other.shutdown().await?;
    Ok(())
}

pub(crate) async fn a_listener_handles_as_many_at_a_time_as_its_policy_says(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let invoice = scene.probe::<Placed>("invoice");
    let (counted, peak) = (now.clone(), most.clone());
    let counting = invoice.reacting(move |_| {
        let (now, most) = (counted.clone(), peak.clone());
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }
    });
    let manager = scene.start(|manager| manager.listen(invoice.claim().concurrency(3), counting)).await?;
    let sent = manager.send_events((0..200).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    invoice.take(200).await?;
    let most = most.load(Ordering::SeqCst);
    ensure!(most <= 3, "{most} were handled at a time instead of 3");
    Ok(())
}

pub(crate) async fn events_wait_for_a_busy_listener_and_none_is_lost(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let gate = Gate::closed();
    let invoice = scene.probe::<Placed>("invoice");
    let claim = invoice.claim().prefetch(10);
    let manager = scene.start(|manager| manager.listen(claim, held(&invoice, &gate))).await?;
    let sent = manager.send_events((0..2_000).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    gate.open();
    let numbers: Vec<_> = invoice.take(2_000).await?.iter().map(|seen| seen.event.n).collect();
    ensure!(numbers.iter().copied().eq(0..2_000), "they came in another order");
    Ok(())
}

pub(crate) async fn a_small_window_slows_a_sender_and_loses_nothing(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let narrow = scene.start(|manager| {
        manager.listen(invoice.claim(), invoice.ok()).limits(|limits| {
            (limits.window_events, limits.window_bytes) = (2, 1_000);
        })
    });
    let manager = narrow.await?;
    // Each larger than the window, which lets one pass at a time.
    let sent = manager.send_events((0..50).map(|n| Placed::saying(n, "x".repeat(2_000)))).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    invoice.take(50).await?;
    Ok(())
}

pub(crate) async fn many_that_wait_in_a_retry_hold_up_nobody_for_ever(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let claim = invoice.claim().prefetch(4).retry(super::retry::quickly(3).requeue());
    let manager = scene.start(|manager| manager.listen(claim, invoice.failing(1))).await?;
    let sent = manager.send_events((0..100).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let seen = invoice.take(200).await?;
    let second = seen.iter().filter(|seen| seen.attempt == 2).count();
    ensure_eq!(second, 100, "how many second attempts there were");
    Ok(())
}
