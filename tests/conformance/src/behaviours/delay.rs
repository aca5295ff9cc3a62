use std::time::Duration;

use tidings_core::ErrorKind;
use tokio::time::Instant;

use super::prelude::*;

const DELAY: Duration = Duration::from_millis(400);
/// The clocks of two machines, rounded to milliseconds.
const ROUNDING: Duration = Duration::from_millis(2);

pub(crate) async fn a_delayed_event_comes_after_its_delay(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let both = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok()).listen(audit.claim(), audit.ok()));
    let manager = both.await?;
    let sent = Instant::now();
    manager.compose(Placed::event(1)).delay(DELAY).send().await?;
    for probe in [&invoice, &audit] {
        let waited = probe.next().await?.at - sent + ROUNDING;
        ensure!(waited >= DELAY, "{} got it after {waited:?} instead of {DELAY:?}", probe.name());
    }
    Ok(())
}

pub(crate) async fn a_delay_is_kept_or_refused_and_never_ignored(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let begun = Instant::now();
    match manager.compose(Placed::event(1)).delay(DELAY).send().await {
        Ok(()) => {
            let waited = invoice.next().await?.at - begun + ROUNDING;
            ensure!(waited >= DELAY, "it came after {waited:?} instead of {DELAY:?}");
        }
        Err(error) => {
            ensure_eq!(error.error().kind(), ErrorKind::Unsupported, "the error's kind");
            ensure!(!scene.can().delay, "the provider says that it can hold an envelope back");
            ensure!(error.into_value().is_some(), "the event was not given back");
        }
    }
    manager.send_event(Placed::event(2)).await?;
    ensure_eq!(invoice.next().await?.event.n, 2, "what comes then");
    Ok(())
}

pub(crate) async fn a_send_with_a_delay_is_confirmed_before_it_is_over(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    // Far beyond what the suite would wait for a send.
    let far = scene.patience() * 10;
    scene.within("the confirmation", manager.compose(Placed::event(1)).delay(far).send()).await??;
    manager.send_event(Placed::event(2)).await?;
    ensure_eq!(invoice.next().await?.event.n, 2, "what comes first");
    scene.leave_behind(&manager).await;
    Ok(())
}

pub(crate) async fn later_events_overtake_a_delayed_one(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    manager.compose(Placed::event(1)).delay(Duration::from_secs(2)).send().await?;
    manager.send_event(Placed::event(2)).await?;
    let numbers: Vec<_> = invoice.take(2).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, [2, 1], "what arrives");
    Ok(())
}

pub(crate) async fn delayed_events_come_in_the_order_of_their_times(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    for n in [3, 1, 2] {
        let delay = Duration::from_millis(700) * u32::try_from(n)?;
        manager.compose(Placed::event(n)).delay(delay).send().await?;
    }
    let numbers: Vec<_> = invoice.take(3).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, [1, 2, 3], "what arrives");
    Ok(())
}
