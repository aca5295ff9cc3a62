use tidings_core::{error::ProblemKind, id::CausationId};

use super::prelude::*;

pub(crate) async fn two_providers_in_one_manager_carry_each_its_own_events(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Paid);
    let (some, others) = (scene.spy().await?, scene.spy().await?);
    let (placed, paid) = (scene.probe::<Placed>("placed"), scene.probe::<Paid>("paid"));
    let blank = scene.blank().provider(others.clone()).provider_for::<(Fact<Paid>,)>(some.clone());
    let built = blank.listen(placed.claim(), placed.ok()).listen(paid.claim(), paid.ok()).build();
    let manager = scene.made(built)?;
    manager.start().await?;
    manager.send_event(Placed::event(1)).await?;
    manager.send_event(Paid::event(2)).await?;
    ensure_eq!(placed.next().await?.event.n, 1, "what the first listener got");
    ensure_eq!(paid.next().await?.event.n, 2, "what the second listener got");
    ensure_eq!(others.wrap().offered(), [Placed::info().name()], "what the provider of everything carried");
    ensure_eq!(some.wrap().offered(), [Paid::info().name()], "what the provider of some carried");
    ensure_eq!(manager.health().providers.len(), 2, "how many providers health knows");
    Ok(())
}

pub(crate) async fn a_listener_of_one_provider_sends_through_the_other(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Billed);
    let (some, others) = (scene.spy().await?, scene.spy().await?);
    let (placed, billed) = (scene.probe::<Placed>("placed"), scene.probe::<Billed>("billed"));
    let bill = placed.reacting(|seen| async move { Ok(seen.publisher.send_event(Billed::event(2)).await?) });
    let blank = scene.blank().provider(others.clone()).provider_for::<(Fact<Billed>,)>(some.clone());
    let built = blank.listen(placed.claim(), bill).listen(billed.claim(), billed.ok()).build();
    let manager = scene.made(built)?;
    manager.start().await?;
    manager.send_event(Placed::event(1)).await?;
    let (cause, effect) = (placed.next().await?, billed.next().await?);
    ensure_eq!(effect.causation_id, Some(CausationId::from(cause.id)), "the causation id");
    ensure_eq!(some.wrap().offered(), [Billed::info().name()], "what the provider of some carried");
    Ok(())
}

pub(crate) async fn two_listeners_of_one_queue_fail_the_build(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let built =
        scene.try_build(|manager| manager.listen(invoice.claim(), invoice.ok()).listen(invoice.claim(), invoice.ok()));
    let Err(error) = built.await? else { return Err(Broken::new("build() passed")) };
    let kinds: Vec<_> = error.problems().iter().map(|problem| problem.kind).collect();
    ensure_eq!(kinds, [ProblemKind::DuplicateListener], "the problems");
    Ok(())
}

pub(crate) async fn all_problems_are_told_together(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (invoice, cache) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("cache"));
    let built = scene.try_build(|manager| {
        manager
            .listen(invoice.claim().concurrency(0), invoice.ok())
            .listen(cache.claim().per_process(), cache.ok())
            .configure("nobody", |policy| policy)
    });
    let Err(error) = built.await? else { return Err(Broken::new("build() passed")) };
    let kinds: Vec<_> = error.problems().iter().map(|problem| problem.kind).collect();
    ensure_eq!(kinds.len(), 3, format!("how many problems there are in {error}"));
    ensure!(kinds.contains(&ProblemKind::ServerName), "the server name is missing in {error}");
    ensure!(error.problems().iter().all(|problem| !problem.remedy.is_empty()), "a remedy is missing in {error}");
    Ok(())
}
