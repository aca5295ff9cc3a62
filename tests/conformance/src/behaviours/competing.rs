use std::collections::BTreeSet;

use super::prelude::*;
use crate::scene::Seen;

/// Fails if some event came twice, or one is missing.
fn each_once<T>(seen: &[Seen<Fact<T>>], count: u64) -> Outcome {
    let numbers: BTreeSet<_> = seen.iter().map(|seen| seen.event.n).collect();
    let missing: Vec<_> = (1..=count).filter(|n| !numbers.contains(n)).collect();
    ensure!(missing.is_empty(), "{missing:?} never came");
    ensure!(seen.len() == numbers.len(), "{} deliveries of {} events", seen.len(), numbers.len());
    Ok(())
}

async fn handles_each_once<T: Tag>(scene: &Scene<'_>, concurrency: u32) -> Outcome {
    let invoice = scene.probe::<T>("invoice");
    let claim = || invoice.claim().concurrency(concurrency);
    let mut managers = Vec::new();
    for _ in 0..3 {
        managers.push(scene.start(|manager| manager.listen(claim(), invoice.ok())).await?);
    }
    let sent = managers[0].send_events((1..=200).map(T::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let mut seen = invoice.take(200).await?;
    for manager in managers {
        manager.shutdown().await?;
    }
    seen.extend(invoice.rest().await);
    each_once(&seen, 200)
}

pub(crate) async fn a_listener_in_several_managers_handles_each_event_once(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    handles_each_once::<Placed>(scene, 1).await
}

pub(crate) async fn a_durable_listener_in_several_managers_handles_each_event_once(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    handles_each_once::<Placed>(scene, 4).await
}

pub(crate) async fn when_a_manager_leaves_the_others_go_on(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let leaving = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let staying = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let sent = staying.send_events((1..=20).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    leaving.shutdown().await?;
    let sent = staying.send_events((21..=40).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let mut seen = invoice.take(40).await?;
    staying.shutdown().await?;
    seen.extend(invoice.rest().await);
    each_once(&seen, 40)
}

pub(crate) async fn managers_share_the_work_of_a_listener(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    // Both are needed at the same time: none of them could do it alone.
    let meeting = std::sync::Arc::new(tokio::sync::Barrier::new(2));
    let invoice = scene.probe::<Placed>("invoice");
    let meet = || {
        let meeting = meeting.clone();
        invoice.reacting(move |_| {
            let meeting = meeting.clone();
            async move {
                meeting.wait().await;
                Ok(())
            }
        })
    };
    let one = scene.start(|manager| manager.listen(invoice.claim(), meet())).await?;
    scene.start(|manager| manager.listen(invoice.claim(), meet())).await?;
    let sent = one.send_events((1..=2).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    each_once(&invoice.take(2).await?, 2)
}
