use tidings_core::error::{Problem, ProblemKind};

use super::prelude::*;

async fn on_servers<T: Tag>(scene: &Scene<'_>, servers: [&str; 2]) -> Outcome {
    let probes = [(); 2].map(|()| scene.probe::<T>("cache"));
    let mut managers = Vec::new();
    for (probe, server) in probes.iter().zip(servers) {
        let named = scene.start(|manager| manager.server_name(server).listen(probe.claim().per_process(), probe.ok()));
        managers.push(named.await?);
    }
    let sent = managers[0].send_events((1..=5).map(T::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    for (probe, server) in probes.iter().zip(servers) {
        let numbers: Vec<_> = probe.take(5).await?.iter().map(|seen| seen.event.n).collect();
        ensure_eq!(numbers, [1, 2, 3, 4, 5], format!("what server {server} got"));
    }
    for (manager, probe) in managers.iter().zip(&probes) {
        manager.shutdown().await?;
        ensure!(probe.rest().await.is_empty(), "a server got an event twice");
    }
    Ok(())
}

pub(crate) async fn every_server_gets_each_event_of_a_per_process_listener_once(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    on_servers::<Placed>(scene, ["orders-1", "orders-2"]).await
}

pub(crate) async fn host_and_port_are_a_server_name(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    on_servers::<Placed>(scene, ["host:8080", "host:8081"]).await
}

/// The problem with the server's name.
async fn refused<T: Tag>(scene: &Scene<'_>, server: Option<&str>) -> Result<Problem, Broken> {
    let cache = scene.probe::<T>("cache");
    let built = scene.try_build(|manager| {
        let manager = manager.listen(cache.claim().per_process(), cache.ok());
        match server {
            Some(server) => manager.server_name(server),
            None => manager,
        }
    });
    let Err(error) = built.await? else {
        return Err(Broken::new(format!("build() passed with the server name {server:?}")));
    };
    match error.problems() {
        [problem] => Ok(problem.clone()),
        _ => Err(Broken::new(format!("instead of one problem: {error}"))),
    }
}

pub(crate) async fn a_bracketed_address_as_server_name_fails_the_build_with_the_remedy(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let problem = refused::<Placed>(scene, Some("[::1]:8080")).await?;
    ensure!(problem.message.contains("[::1]:8080"), "the name is missing in: {problem}");
    ensure!(problem.remedy.contains('-'), "the remedy `-` is missing in: {problem}");
    Ok(())
}

pub(crate) async fn a_per_process_listener_without_a_server_name_fails_the_build(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let problem = refused::<Placed>(scene, None).await?;
    ensure_eq!(problem.kind, ProblemKind::ServerName, "the kind of problem");
    Ok(())
}

pub(crate) async fn a_retry_of_a_per_process_listener_stays_on_its_server(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (failing, well) = (scene.probe::<Placed>("cache"), scene.probe::<Placed>("cache"));
    let claim = || failing.claim().per_process().retry(super::retry::quickly(3));
    let on_one = scene.start(|manager| manager.server_name("orders-1").listen(claim(), failing.failing(1)));
    let one = on_one.await?;
    let on_other = scene.start(|manager| manager.server_name("orders-2").listen(claim(), well.ok()));
    let other = on_other.await?;
    one.send_event(Placed::event(1)).await?;
    let attempts: Vec<_> = failing.take(2).await?.iter().map(|seen| seen.attempt).collect();
    ensure_eq!(attempts, [1, 2], "the attempts of the server that failed");
    one.send_event(Placed::event(2)).await?;
    let numbers: Vec<_> = well.take(2).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, [1, 2], "what the other server got");
    other.shutdown().await?;
    ensure!(well.rest().await.is_empty(), "the other server got the retry");
    Ok(())
}
