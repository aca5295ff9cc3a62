use tidings_core::{id::CausationId, sending::spawn};

use super::{prelude::*, retry::quickly};

/// The listener of the first event sends the second, which must inherit its conversation.
async fn inherits<A: Tag, B: Tag, F>(
    scene: &Scene<'_>,
    send: impl Fn(crate::scene::Seen<Fact<A>>) -> F + Send + Sync + 'static,
) -> Outcome
where
    F: Future<Output = tidings_core::Result> + Send + 'static,
{
    let (placed, billed) = (scene.probe::<A>("placed"), scene.probe::<B>("billed"));
    let both = scene.start(|manager| {
        manager
            .listen(placed.claim().retry(quickly(1)), placed.reacting(send))
            .listen(billed.claim(), billed.ok())
            .sends::<(Fact<B>,)>()
    });
    let manager = both.await?;
    let conversation = tidings_core::id::CorrelationId::parse("conversation-7");
    manager.compose(A::event(1)).correlation_id(conversation.clone()).send().await?;
    let (cause, effect) = (placed.next().await?, billed.next().await?);
    ensure_eq!(effect.event.n, 2, "the event");
    ensure_eq!(effect.correlation_id, conversation, "the correlation id");
    ensure_eq!(effect.causation_id, Some(CausationId::from(cause.id.clone())), "the causation id");
    ensure!(effect.id != cause.id, "the effect has the id of its cause");
    Ok(())
}

pub(crate) async fn what_a_listener_sends_inherits_the_conversation(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Billed);
    inherits::<Placed, Billed, _>(scene, |seen| async move { Ok(seen.publisher.send_event(Billed::event(2)).await?) })
        .await
}

pub(crate) async fn what_a_task_of_a_listener_sends_inherits_the_conversation(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Billed);
    inherits::<Placed, Billed, _>(scene, |seen| async move {
        // From another task: the publisher of a delivery knows where it belongs.
        Ok(spawn(async move { seen.publisher.send_event(Billed::event(2)).await }).await??)
    })
    .await
}

pub(crate) async fn what_a_listener_posts_inherits_the_conversation(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Billed);
    inherits::<Placed, Billed, _>(scene, |seen| async move {
        seen.publisher.post(Billed::event(2));
        Ok(())
    })
    .await
}

pub(crate) async fn what_a_retry_sends_has_the_same_cause(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Billed);
    let (placed, billed) = (scene.probe::<Placed>("placed"), scene.probe::<Billed>("billed"));
    let failing = placed.reacting(|seen| async move {
        seen.publisher.send_event(Billed::event(seen.attempt.into())).await?;
        if seen.attempt == 1 { Err("told to fail".into()) } else { Ok(()) }
    });
    let both = scene
        .start(|manager| manager.listen(placed.claim().retry(quickly(3)), failing).listen(billed.claim(), billed.ok()));
    let manager = both.await?;
    manager.send_event(Placed::event(1)).await?;
    let cause = placed.next().await?;
    for effect in billed.take(2).await? {
        ensure_eq!(effect.causation_id, Some(CausationId::from(cause.id.clone())), "the causation id");
        ensure_eq!(effect.correlation_id, cause.correlation_id, "the correlation id");
    }
    Ok(())
}

pub(crate) async fn a_long_chain_of_events_stays_one_conversation(scene: &Scene<'_>) -> Outcome {
    event!(Counted);
    let counted = scene.probe::<Counted>("counted");
    let next = counted.reacting(|seen| async move {
        if seen.event.n < 20 {
            // Without waiting for one's own queue.
            seen.publisher.post(Counted::event(seen.event.n + 1));
        }
        Ok(())
    });
    let manager = scene.start(|manager| manager.listen(counted.claim(), next)).await?;
    manager.send_event(Counted::event(1)).await?;
    let seen = counted.take(20).await?;
    for pair in seen.windows(2) {
        ensure_eq!(pair[1].correlation_id, seen[0].correlation_id, "the correlation id");
        ensure_eq!(pair[1].causation_id, Some(CausationId::from(pair[0].id.clone())), "the causation id");
    }
    Ok(())
}
