use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use tidings_core::{
    Failure,
    policy::{Backoff, Retry},
};
use tokio::sync::Barrier;

use super::prelude::*;
use crate::scene::{Seen, lock};

fn key(n: u64) -> String {
    format!("customer {}", n % 7)
}

/// Fails unless the events of each key came in order.
fn ordered<T>(seen: &[Seen<Fact<T>>]) -> Outcome {
    let mut last = BTreeMap::new();
    for seen in seen {
        let before = last.insert(&seen.event.text, seen.event.n);
        ensure!(before < Some(seen.event.n), "{} came after {before:?}, both of {}", seen.event.n, seen.event.text);
    }
    Ok(())
}

pub(crate) async fn events_of_one_key_keep_their_order_and_never_overlap(scene: &Scene<'_>) -> Outcome {
    event!(Placed: keyed);
    let invoice = scene.probe::<Placed>("invoice");
    let (busy, overlaps) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(Mutex::new(Vec::new())));
    let (at_work, clashes) = (busy.clone(), overlaps.clone());
    let careful = invoice.reacting(move |seen| {
        let (busy, overlaps) = (at_work.clone(), clashes.clone());
        async move {
            if !lock(&busy).insert(seen.event.text.clone()) {
                lock(&overlaps).push(seen.event.n);
            }
            // Others have every chance to come in between.
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            lock(&busy).remove(&seen.event.text);
            Ok(())
        }
    });
    let manager = scene.start(|manager| manager.listen(invoice.claim().concurrency(8), careful)).await?;
    let sent = manager.send_events((0..300).map(|n| Placed::saying(n, key(n)))).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let seen = invoice.take(300).await?;
    let overlaps = lock(&overlaps).clone();
    ensure!(overlaps.is_empty(), "{overlaps:?} began while another event of their key was handled");
    ordered(&seen)
}

pub(crate) async fn events_of_different_keys_are_handled_at_the_same_time(scene: &Scene<'_>) -> Outcome {
    event!(Placed: keyed);
    let invoice = scene.probe::<Placed>("invoice");
    let meeting = Arc::new(Barrier::new(4));
    let meet = invoice.reacting(move |seen| {
        let meeting = meeting.clone();
        async move {
            if seen.event.n >= 10 {
                meeting.wait().await;
            }
            Ok(())
        }
    });
    let manager = scene.start(|manager| manager.listen(invoice.claim().concurrency(4), meet)).await?;
    // A listener begins with one delivery, and fetches ahead once some were handled.
    let sent = manager.send_events((0..10).map(|n| Placed::saying(n, key(n)))).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    invoice.take(10).await?;
    for round in 0..2 {
        let customer = |n: u64| Placed::saying(10 + 4 * round + n, format!("customer {n}"));
        let sent = manager.send_events((0..4).map(customer)).await;
        ensure!(sent.iter().all(Result::is_ok), "a send failed");
    }
    invoice.take(8).await?;
    manager.shutdown().await?;
    Ok(())
}

pub(crate) async fn a_failing_key_holds_up_itself_alone(scene: &Scene<'_>) -> Outcome {
    event!(Placed: keyed);
    let invoice = scene.probe::<Placed>("invoice");
    let once = invoice.reacting(|seen| async move {
        if (seen.event.n, seen.attempt) == (1, 1) { Err(Failure::new("told to fail")) } else { Ok(()) }
    });
    let pause = Retry::DEFAULT.attempts(3).backoff(Backoff::fixed(Duration::from_secs(2)));
    let claim = invoice.claim().concurrency(2).retry(pause);
    let manager = scene.start(|manager| manager.listen(claim, once)).await?;
    for (n, customer) in [(1, "failing"), (2, "failing"), (3, "well"), (4, "failing"), (5, "well")] {
        manager.send_event(Placed::saying(n, customer)).await?;
    }
    let seen = invoice.take(6).await?;
    let of = |customer: &str| -> Vec<_> {
        let its = seen.iter().filter(|seen| seen.event.text == customer);
        its.map(|seen| (seen.event.n, seen.attempt)).collect()
    };
    ensure_eq!(of("failing"), [(1, 1), (1, 2), (2, 1), (4, 1)], "the order of the failing key");
    ensure_eq!(of("well"), [(3, 1), (5, 1)], "the order of the other key");
    let at = |n: u64| seen.iter().rposition(|seen| seen.event.n == n);
    ensure!(at(5) < at(1), "the other key waited for the retry");
    Ok(())
}

pub(crate) async fn a_failing_key_keeps_its_order_with_one_at_a_time(scene: &Scene<'_>) -> Outcome {
    event!(Placed: keyed);
    let invoice = scene.probe::<Placed>("invoice");
    let once = invoice.reacting(|seen| async move {
        if seen.event.n.is_multiple_of(5) && seen.attempt < 3 { Err(Failure::new("told to fail")) } else { Ok(()) }
    });
    let claim = invoice.claim().retry(super::retry::quickly(5));
    let manager = scene.start(|manager| manager.listen(claim, once)).await?;
    let sent = manager.send_events((1..=20).map(|n| Placed::saying(n, "customer 1"))).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let seen = invoice.take(20 + 2 * 4).await?;
    let numbers: Vec<_> = seen.iter().map(|seen| seen.event.n).collect();
    ensure!(numbers.is_sorted(), "the order is {numbers:?}");
    Ok(())
}

async fn across_managers<T: Tag>(scene: &Scene<'_>) -> Outcome {
    let invoice = scene.probe::<T>("invoice");
    let mut managers = Vec::new();
    for _ in 0..2 {
        let claim = invoice.claim().concurrency(4);
        managers.push(scene.start(|manager| manager.listen(claim, invoice.ok())).await?);
    }
    let sent = managers[0].send_events((0..300).map(|n| T::saying(n, key(n)))).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    ordered(&invoice.take(300).await?)
}

pub(crate) async fn events_of_one_key_keep_their_order_across_managers(scene: &Scene<'_>) -> Outcome {
    event!(Placed: keyed);
    across_managers::<Placed>(scene).await
}

pub(crate) async fn durable_events_of_one_key_keep_their_order_across_managers(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable, keyed);
    across_managers::<Placed>(scene).await
}
