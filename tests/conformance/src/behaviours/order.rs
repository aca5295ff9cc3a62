use tidings_core::sending::SendResult;

use super::prelude::*;

async fn in_order<T: Tag>(scene: &Scene<'_>) -> Outcome {
    let invoice = scene.probe::<T>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let sent = manager.send_events((0..500).map(T::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let numbers: Vec<_> = invoice.take(500).await?.iter().map(|seen| seen.event.n).collect();
    let wrong = numbers.iter().zip(0_u64..).position(|(is, must)| *is != must);
    ensure!(wrong.is_none(), "after {wrong:?} events comes another one than was sent");
    Ok(())
}

pub(crate) async fn events_come_in_the_order_in_which_they_were_sent(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    in_order::<Placed>(scene).await
}

pub(crate) async fn durable_events_come_in_the_order_in_which_they_were_sent(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    in_order::<Placed>(scene).await
}

pub(crate) async fn sends_that_run_at_once_keep_the_order_of_their_first_polls(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    // Polled in their order, and all under way together.
    let sent = futures_util::future::join_all((0..20).map(|n| manager.send_event(Placed::event(n)))).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let numbers: Vec<_> = invoice.take(20).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, (0..20).collect::<Vec<_>>(), "what arrives");
    Ok(())
}

pub(crate) async fn large_and_small_events_keep_their_order(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let text = |n: u64| if n.is_multiple_of(3) { "x".repeat(300_000) } else { String::new() };
    let sent = manager.send_events((0..30).map(|n| Placed::saying(n, text(n)))).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let numbers: Vec<_> = invoice.take(30).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, (0..30).collect::<Vec<_>>(), "what arrives");
    Ok(())
}

pub(crate) async fn many_sends_have_one_result_each_in_their_order(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let refusing = scene
        .start(|manager| manager.listen(invoice.claim(), invoice.ok()).pipeline("odd", 0, super::pipelines::RefuseOdd));
    let manager = refusing.await?;
    let odd = |n: u64| !n.is_multiple_of(2);
    let mut sends = Vec::new();
    for n in 0..10 {
        sends.push(manager.compose(Placed::event(n)).header("n", n.to_string()).send());
    }
    let results: Vec<SendResult<Fact<Placed>>> = futures_util::future::join_all(sends).await;
    for (n, result) in (0..).zip(results) {
        match result {
            Ok(()) => ensure!(!odd(n), "event {n} was not refused"),
            Err(error) => ensure_eq!(error.into_value().map(|event| event.n), Some(n), "the event given back"),
        }
    }
    let numbers: Vec<_> = invoice.take(5).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, [0, 2, 4, 6, 8], "what arrives");
    Ok(())
}
