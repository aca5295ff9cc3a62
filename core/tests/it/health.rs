//! What a manager says of itself, now and at every change.

use std::time::Duration;

use tidings_core::{
    ErrorKind,
    manager::{EventManager, HealthChanges, ManagerHealth},
    provider::Health,
    subscription::Subscription,
    testing::{Answer, Recorder, Script, Sent},
};

use crate::support::*;

const INVOICE: &str = "order.placed::invoice";

fn degraded(reason: &str) -> Health {
    Health::Degraded(reason.into())
}

async fn next(changes: &mut HealthChanges) -> ManagerHealth {
    bounded(changes.next()).await.expect("the manager goes on")
}

async fn until(changes: &mut HealthChanges, is_it: impl Fn(&ManagerHealth) -> bool) -> ManagerHealth {
    loop {
        let health = next(changes).await;
        if is_it(&health) {
            return health;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_changes_begin_with_the_state_of_now_and_end_with_the_shutdown() {
    let script = Script::new();
    let recorder = Recorder::<Order>::new();
    let manager = over(&script).listen(orders(), recorder.listener()).build().unwrap();
    let mut changes = manager.health_changes();
    let starting = next(&mut changes).await;
    assert_eq!(starting.overall(), Health::Starting);
    assert_eq!(starting.listener("invoice"), Some(&Health::Starting), "it is named before it is there");
    bounded(manager.start()).await.unwrap();
    let up = next(&mut changes).await;
    assert!(up.is_up() && up.listener(INVOICE).is_some_and(Health::is_up));
    assert_eq!(manager.health(), up);
    shut(&manager).await;
    let down = until(&mut changes, |health| matches!(health.overall(), Health::Down(_))).await;
    assert_eq!((down.overall(), down.listeners.len()), (Health::Down("shut down".into()), 0));
    assert_eq!(bounded(changes.next()).await, None);
    assert_eq!(bounded(changes.next()).await, None, "and stays ended");
}

#[tokio::test(start_paused = true)]
async fn a_listener_whose_queue_is_not_received_from_is_not_up() {
    let (manager, script, _recorder) = recording::<Order>(orders()).await;
    let mut changes = manager.health_changes();
    assert!(next(&mut changes).await.is_up());
    let queue = script.queue("invoice");
    for health in [degraded("the queue is gone"), Health::Down("no right".into()), Health::Up] {
        queue.set_health(health.clone());
        let said = next(&mut changes).await;
        assert_eq!((said.listener("invoice"), &said.overall()), (Some(&health), &health));
        assert!(said.providers[0].1.is_up());
    }
}

#[tokio::test(start_paused = true)]
async fn a_listener_is_as_well_as_the_worse_of_its_work_and_its_queue() {
    let (manager, script, recorder) = recording::<Order>(orders().retry(retries(1))).await;
    let mut changes = manager.health_changes();
    let queue = script.queue("invoice");
    queue.set_health(degraded("the link is lost"));
    script.answer(Sent::DeadLetters, Answer::Refuse(ErrorKind::Unauthorized));
    recorder.fail_next("no");
    queue.push_event(order(1));
    bounded(recorder.received(1)).await.unwrap();
    quiet().await;
    queue.set_health(Health::Up);
    let said =
        until(&mut changes, |health| health.listeners.iter().all(|(_, h)| h.reason() != Some("the link is lost")))
            .await;
    assert!(
        matches!(said.listener("invoice"), Some(Health::Degraded(why)) if why.contains("dead letters")),
        "{said:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_ended_for_good_is_down_until_it_is_unsubscribed_and_then_no_longer_listed() {
    let (manager, script, _recorder) = recording::<Order>(orders()).await;
    let mut changes = manager.health_changes();
    script.queue("invoice").end(ErrorKind::Unauthorized);
    let down = until(&mut changes, |health| !health.is_up()).await;
    assert!(matches!(down.listener("invoice"), Some(Health::Down(why)) if why.contains("not authorized")), "{down:?}");
    let (id, _) = manager.subscriptions().remove(0);
    assert!(bounded(manager.unsubscribe(id)).await);
    let gone = next(&mut changes).await;
    assert!(gone.listeners.is_empty() && gone.is_up(), "{gone:?}");
}

#[tokio::test(start_paused = true)]
async fn listeners_that_come_and_go_at_run_time_are_told() {
    let script = Script::new();
    let manager = sending(&script).await;
    let mut changes = manager.health_changes();
    assert!(next(&mut changes).await.listeners.is_empty());
    let subscription = Subscription::of::<Ping>("pings");
    let id = bounded(manager.subscribe::<Ping, _>(subscription, Recorder::<Ping>::new().listener())).await.unwrap();
    assert_eq!(next(&mut changes).await.listener("pings"), Some(&Health::Up));
    assert!(bounded(manager.unsubscribe(id)).await);
    assert_eq!(next(&mut changes).await.listener("pings"), None);
}

#[tokio::test(start_paused = true)]
async fn whoever_is_slow_gets_the_latest_state_once() {
    let (manager, script, _recorder) = recording::<Order>(orders()).await;
    let mut changes = manager.health_changes();
    assert!(next(&mut changes).await.is_up());
    for number in 0..1_000 {
        script.set_health(degraded(&number.to_string()));
    }
    assert_eq!(next(&mut changes).await.overall(), degraded("999"));
    // What is again as it was told is no change.
    script.set_health(Health::Up);
    script.set_health(degraded("999"));
    assert!(tokio::time::timeout(Duration::from_secs(60), changes.next()).await.is_err());
    script.set_health(Health::Up);
    assert!(next(&mut changes).await.is_up());
}

#[tokio::test(start_paused = true)]
async fn watching_keeps_no_manager_alive_and_ends_with_it() {
    let manager: EventManager = over(&Script::new()).build().unwrap();
    let mut changes = manager.health_changes();
    next(&mut changes).await;
    drop(manager);
    assert_eq!(bounded(changes.next()).await, None);
}

#[tokio::test(start_paused = true)]
async fn several_watch_without_taking_from_each_other() {
    let (manager, script, _recorder) = recording::<Order>(orders()).await;
    let (mut one, mut other) = (manager.health_changes(), manager.health_changes());
    for changes in [&mut one, &mut other] {
        assert!(next(changes).await.is_up());
    }
    script.set_health(degraded("slow"));
    for changes in [&mut one, &mut other] {
        assert_eq!(next(changes).await.overall(), degraded("slow"));
    }
}
