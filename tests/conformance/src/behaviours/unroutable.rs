use tidings_core::{ErrorKind, SendError, provider::Unroutable};

use super::prelude::*;

pub(crate) async fn a_durable_event_that_no_queue_would_get_is_given_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let invoice = scene.probe::<Placed>("invoice");
    let sender = scene.start(|manager| manager).await?;
    for n in 1..=3 {
        match sender.send_event(Placed::event(n)).await {
            Err(SendError::NotSent(not_sent)) => {
                let error = not_sent.error;
                ensure_eq!(error.kind(), ErrorKind::Unroutable, format!("the kind of {error:?}"));
                ensure!(error.remedy().is_some(), "there is no remedy in: {error:?}");
                ensure_eq!(not_sent.value.n, n, "what is given back");
            }
            other => return Err(Broken::new(format!("it became {other:?}"))),
        }
    }
    scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    sent(scene, || async { sender.send_event(Placed::event(4)).await.is_ok() }).await?;
    ensure_eq!(invoice.next().await?.event.n, 4, "what arrives");
    Ok(())
}

pub(crate) async fn a_manager_that_says_so_sends_durable_events_to_nobody(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    for then in [Unroutable::Warn, Unroutable::Ignore] {
        let sender = scene.start(|manager| manager.unroutable(then)).await?;
        let said = sender.send_event(Placed::event(1)).await;
        ensure!(said.is_ok(), "it became {said:?}");
    }
    Ok(())
}

pub(crate) async fn an_event_that_is_not_durable_is_refused_for_nobody_only_on_demand(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let lenient = scene.start(|manager| manager).await?;
    let said = lenient.send_event(Placed::event(1)).await;
    ensure!(said.is_ok(), "it became {said:?}");
    let strict = scene.start(|manager| manager.unheard(Unroutable::Error)).await?;
    match strict.send_event(Placed::event(2)).await {
        Err(SendError::NotSent(not_sent)) => {
            let error = not_sent.error;
            ensure_eq!(error.kind(), ErrorKind::Unroutable, format!("the kind of {error:?}"));
        }
        other => return Err(Broken::new(format!("it became {other:?}"))),
    }
    Ok(())
}

/// Sends until it succeeds: between a change and the word of it there is a gap.
async fn sent<F: Future<Output = bool>>(scene: &Scene<'_>, send: impl Fn() -> F) -> Outcome {
    let sending = async {
        while !send().await {
            tokio::task::yield_now().await;
        }
    };
    scene.within("a send that somebody gets", sending).await?;
    Ok(())
}
