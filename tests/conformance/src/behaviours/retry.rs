use std::time::Duration;

use tidings_core::{
    Failure,
    policy::{Backoff, Retry},
};

use super::prelude::*;
use crate::scene::{Gate, Listening, Told};

/// So many attempts, one right after the other.
pub(super) fn quickly(attempts: u32) -> Retry {
    slowly(attempts, Duration::from_millis(1))
}

fn slowly(attempts: u32, pause: Duration) -> Retry {
    Retry::DEFAULT.attempts(attempts).backoff(Backoff::fixed(pause))
}

/// The clocks of two machines, rounded to milliseconds.
const ROUNDING: Duration = Duration::from_millis(2);

/// Fails once as `wrong` does, and must get a second attempt.
async fn is_retried<T: Tag>(
    scene: &Scene<'_>,
    timeout: Option<Duration>,
    wrong: impl Fn(&crate::scene::Probe<Fact<T>>) -> Listening<Fact<T>>,
    failure: &str,
) -> Outcome {
    let invoice = scene.probe::<T>("invoice");
    let mut claim = invoice.claim().retry(quickly(3));
    if let Some(limit) = timeout {
        claim = claim.timeout(limit);
    }
    let manager = scene.start(|manager| manager.listen(claim, wrong(&invoice))).await?;
    manager.send_event(T::event(1)).await?;
    let seen: Vec<_> = invoice.take(2).await?.iter().map(|seen| (seen.event.n, seen.attempt)).collect();
    ensure_eq!(seen, [(1, 1), (1, 2)], "events and attempts");
    let said = |told: &Told| matches!(told, Told::AttemptFailed { failure: is, .. } if is.contains(failure));
    scene.told(&format!("the failure {failure:?}"), 1, said).await?;
    manager.shutdown().await?;
    ensure!(invoice.rest().await.is_empty(), "there was an attempt after the one that succeeded");
    Ok(())
}

pub(crate) async fn an_error_is_a_failed_attempt(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    is_retried::<Placed>(scene, None, |invoice| invoice.failing(1), "told to fail").await
}

pub(crate) async fn a_panic_is_a_failed_attempt(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let panics = |invoice: &crate::scene::Probe<Fact<Placed>>| {
        invoice.reacting(|seen| async move {
            // As a bug would: arithmetic that does not work out.
            let first = 1_u32.checked_sub(seen.attempt);
            match first {
                Some(_) => std::panic::resume_unwind(Box::new("the listener's own words")),
                None => Ok(()),
            }
        })
    };
    is_retried::<Placed>(scene, None, panics, "the listener's own words").await
}

pub(crate) async fn an_attempt_beyond_its_time_limit_is_a_failed_one(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let hangs = |invoice: &crate::scene::Probe<Fact<Placed>>| {
        invoice.reacting(|seen| async move {
            if seen.attempt == 1 {
                Gate::closed().pass().await;
            }
            Ok(())
        })
    };
    is_retried::<Placed>(scene, Some(Duration::from_millis(200)), hangs, "longer than").await
}

async fn waits_for_its_backoff<T: Tag>(scene: &Scene<'_>, retry: Retry) -> Outcome {
    let pause = retry.backoff.min;
    let invoice = scene.probe::<T>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim().retry(retry), invoice.failing(2))).await?;
    manager.send_event(T::event(1)).await?;
    let seen = invoice.take(3).await?;
    let attempts: Vec<_> = seen.iter().map(|seen| seen.attempt).collect();
    ensure_eq!(attempts, [1, 2, 3], "the attempts");
    for pair in seen.windows(2) {
        let waited = pair[1].at - pair[0].at + ROUNDING;
        ensure!(waited >= pause, "attempt {} came after {waited:?} instead of {pause:?}", pair[1].attempt);
    }
    Ok(())
}

pub(crate) async fn a_requeued_delivery_waits_for_its_backoff(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    waits_for_its_backoff::<Placed>(scene, slowly(5, Duration::from_millis(250)).requeue()).await
}

pub(crate) async fn a_delivery_retried_in_place_waits_for_its_backoff(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    waits_for_its_backoff::<Placed>(scene, slowly(5, Duration::from_millis(250)).in_place()).await
}

async fn has_so_many_attempts<T: Tag>(scene: &Scene<'_>, retry: Retry) -> Outcome {
    let invoice = scene.probe::<T>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim().retry(retry), invoice.failing(99))).await?;
    manager.send_event(T::event(1)).await?;
    let attempts: Vec<_> = invoice.take(4).await?.iter().map(|seen| seen.attempt).collect();
    ensure_eq!(attempts, [1, 2, 3, 4], "the attempts");
    scene.told("the dead letter", 1, |told| told.is_dead_letter_of(invoice.name())).await?;
    manager.send_event(T::event(2)).await?;
    ensure_eq!(invoice.next().await?.event.n, 2, "what comes after the last attempt");
    Ok(())
}

pub(crate) async fn a_requeued_delivery_has_as_many_attempts_as_its_policy_says(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    has_so_many_attempts::<Placed>(scene, quickly(4).requeue()).await
}

pub(crate) async fn a_delivery_retried_in_place_has_as_many_attempts_as_its_policy_says(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    has_so_many_attempts::<Placed>(scene, quickly(4).in_place()).await
}

/// Event 1 fails once; the order in which 1, 2 and the retry of 1 come.
async fn order_about_a_retry<T: Tag>(scene: &Scene<'_>, retry: Retry) -> Result<Vec<(u64, u32)>, Broken> {
    let invoice = scene.probe::<T>("invoice");
    let once = invoice.reacting(|seen| async move {
        if (seen.event.n, seen.attempt) == (1, 1) { Err(Failure::new("told to fail")) } else { Ok(()) }
    });
    let manager = scene.start(|manager| manager.listen(invoice.claim().retry(retry), once)).await?;
    manager.send_event(T::event(1)).await?;
    manager.send_event(T::event(2)).await?;
    Ok(invoice.take(3).await?.iter().map(|seen| (seen.event.n, seen.attempt)).collect())
}

pub(crate) async fn later_events_overtake_a_requeued_delivery(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let order = order_about_a_retry::<Placed>(scene, slowly(3, Duration::from_secs(2)).requeue()).await?;
    ensure_eq!(order, [(1, 1), (2, 1), (1, 2)], "events and attempts");
    Ok(())
}

pub(crate) async fn later_events_wait_behind_a_delivery_retried_in_place(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let order = order_about_a_retry::<Placed>(scene, slowly(3, Duration::from_millis(250)).in_place()).await?;
    ensure_eq!(order, [(1, 1), (1, 2), (2, 1)], "events and attempts");
    Ok(())
}

async fn both_get_every_retry<T: Tag>(scene: &Scene<'_>) -> Outcome {
    let (invoice, audit) = (scene.probe::<T>("invoice"), scene.probe::<T>("audit"));
    let both = scene.start(|manager| {
        manager
            .listen(invoice.claim().retry(quickly(4).requeue()), invoice.failing(99))
            .listen(audit.claim().retry(quickly(4).requeue()), audit.failing(99))
    });
    let manager = both.await?;
    manager.send_event(T::event(1)).await?;
    for probe in [&invoice, &audit] {
        let attempts: Vec<_> = probe.take(4).await?.iter().map(|seen| seen.attempt).collect();
        ensure_eq!(attempts, [1, 2, 3, 4], format!("the attempts of {}", probe.name()));
        scene.told("the dead letter", 1, |told| told.is_dead_letter_of(probe.name())).await?;
    }
    Ok(())
}

pub(crate) async fn two_listeners_that_both_fail_both_get_every_retry(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    both_get_every_retry::<Placed>(scene).await
}

pub(crate) async fn two_durable_listeners_that_both_fail_both_get_every_retry(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    both_get_every_retry::<Placed>(scene).await
}

pub(crate) async fn a_retry_goes_to_the_listener_that_failed_alone(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let both = scene.start(|manager| {
        manager
            .listen(invoice.claim().retry(quickly(3).requeue()), invoice.failing(2))
            .listen(audit.claim(), audit.ok())
    });
    let manager = both.await?;
    manager.send_event(Placed::event(1)).await?;
    invoice.take(3).await?;
    manager.send_event(Placed::event(2)).await?;
    let numbers: Vec<_> = audit.take(2).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, [1, 2], "what the listener got that did not fail");
    Ok(())
}

pub(crate) async fn a_retry_is_the_same_event_but_for_its_attempt(scene: &Scene<'_>) -> Outcome {
    event!(Placed: with_version(2));
    let invoice = scene.probe::<Placed>("invoice");
    let claim = invoice.claim().retry(quickly(3).requeue());
    let manager = scene.start(|manager| manager.listen(claim, invoice.failing(1))).await?;
    manager.compose(Placed::saying(1, "größe")).header("session", "s-1").key("k").send().await?;
    let (first, second) = (invoice.next().await?, invoice.next().await?);
    ensure!(first.event == second.event, "the retry is {:?} instead of {:?}", second.event, first.event);
    ensure_eq!(second.id, first.id, "the id of the retry");
    ensure_eq!(second.occurred_at, first.occurred_at, "the time of the retry");
    ensure_eq!(second.correlation_id, first.correlation_id, "the correlation id of the retry");
    ensure_eq!(second.causation_id, first.causation_id, "the causation id of the retry");
    ensure_eq!(second.key, first.key, "the key of the retry");
    ensure_eq!(second.version, first.version, "the version of the retry");
    ensure_eq!(second.headers.get("session"), Some("s-1"), "the header of the retry");
    ensure_eq!((second.attempt, second.replay), (2, 0), "attempt and replay");
    Ok(())
}

pub(crate) async fn a_permanent_failure_is_not_retried(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let hopeless = invoice
        .reacting(|seen| async move { if seen.event.n == 1 { Err(Failure::permanent("hopeless")) } else { Ok(()) } });
    let claim = invoice.claim().retry(quickly(5));
    let manager = scene.start(|manager| manager.listen(claim, hopeless)).await?;
    manager.send_event(Placed::event(1)).await?;
    let reason = |told: &Told| matches!(told, Told::DeadLettered { reason, .. } if reason.contains("hopeless"));
    scene.told("the dead letter", 1, reason).await?;
    manager.send_event(Placed::event(2)).await?;
    let seen: Vec<_> = invoice.take(2).await?.iter().map(|seen| (seen.event.n, seen.attempt)).collect();
    ensure_eq!(seen, [(1, 1), (2, 1)], "events and attempts");
    Ok(())
}

pub(crate) async fn the_deployment_overrides_how_often_a_listener_is_retried(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let configured = scene.start(|manager| {
        manager
            .listen(invoice.claim(), invoice.failing(99))
            .configure(invoice.name(), |policy| policy.retry(quickly(2)))
    });
    let manager = configured.await?;
    manager.send_event(Placed::event(1)).await?;
    scene.told("the dead letter", 1, |told| told.is_dead_letter_of(invoice.name())).await?;
    ensure_eq!(invoice.rest().await.len(), 2, "how often it was tried");
    Ok(())
}
