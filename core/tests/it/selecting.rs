//! Several providers in one manager.

use tidings_core::{
    ErrorKind, ProblemKind,
    provider::{Health, Split},
    subscription::Subscription,
    testing::{Answer, Recorder, Script, Sent},
};

use crate::support::*;

#[tokio::test(start_paused = true)]
async fn each_event_goes_through_the_provider_that_names_it_and_the_rest_through_the_other() {
    let (rest, own) = (Script::new(), Script::new());
    let (orders_seen, payments_seen) = (Recorder::<Order>::new(), Recorder::<Payment>::new());
    let builder = over(&rest).provider_for::<(Payment, Ping)>(own.provider_named("own"));
    let builder = builder.listen(orders(), orders_seen.listener()).listen(payments(), payments_seen.listener());
    let manager = started(builder).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    bounded(manager.send_event(payment("a", 1))).await.unwrap();
    bounded(manager.emit("payment.made", &payment("a", 2))).await.unwrap();
    bounded(manager.emit("stock.low", &1)).await.unwrap();
    assert_eq!((rest.offers().len(), own.offers().len()), (2, 2));
    assert!(rest.queue("invoice").is_open() && !rest.queue("ledger").is_open());
    assert!(own.queue("ledger").is_open() && !own.queue("invoice").is_open());
    // Copies and dead letters stay where the event came from.
    payments_seen.fail_next(tidings_core::Failure::permanent("never"));
    own.queue("ledger").push_event(payment("a", 1));
    bounded(own.queue("ledger").settlements(1)).await;
    assert_eq!((rest.offers().len(), own.offers().len()), (2, 3));
    let mut letters = bounded(manager.dead_letters("ledger")).await.unwrap();
    assert_eq!(letters.list(9).await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn health_is_told_by_provider_and_the_worst_is_the_whole() {
    let (rest, own) = (Script::new(), Script::new());
    let manager = started(over(&rest).provider_for::<(Payment,)>(own.provider_named("own"))).await;
    assert!(manager.health().is_up());
    own.set_health(Health::Down("the broker is gone".into()));
    rest.set_health(Health::Degraded("slow".into()));
    let health = manager.health();
    let names: Vec<_> = health.providers.iter().map(|(name, health)| (name.as_str(), health.is_up())).collect();
    assert_eq!(names, [("script", false), ("own", false)]);
    assert_eq!(health.overall(), Health::Down("the broker is gone".into()));
    own.set_health(Health::Up);
    rest.set_health(Health::Up);
    assert!(manager.health().is_up());
}

#[test]
fn an_event_that_no_provider_has_fails_the_build() {
    let script = Script::new();
    let builder = tidings_core::manager::EventManager::builder().listeners::<()>();
    let builder = builder.provider_for::<(Payment,)>(script.provider()).sends::<(Ping, Payment)>();
    let built = builder.listen(orders(), Recorder::<Order>::new().listener()).build();
    let error = built.map(drop).unwrap_err();
    let problems: Vec<_> = error.problems().iter().map(|problem| (problem.kind, problem.message.clone())).collect();
    assert_eq!(problems.len(), 2, "{error}");
    assert!(problems.iter().all(|(kind, _)| *kind == ProblemKind::Provider));
    assert!(problems[0].1.contains("order.placed") && problems[1].1.contains("ping"), "{error}");
}

#[test]
fn an_event_that_two_providers_name_fails_the_build() {
    let (one, two) = (Script::new(), Script::new());
    let builder = over(&Script::new()).provider_for::<(Payment, Order)>(one.provider_named("one"));
    let error = builder.provider_for::<(Payment,)>(two.provider_named("two")).build().map(drop).unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert_eq!(error.problems()[0].kind, ProblemKind::Provider);
    assert!(error.problems()[0].message.contains("payment.made"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_event_that_no_provider_has_is_given_back() {
    let script = Script::new();
    let builder = tidings_core::manager::EventManager::builder().listeners::<()>();
    let manager = started(builder.provider_for::<(Payment,)>(script.provider())).await;
    assert_eq!(given_back(bounded(manager.send_event(order(1))).await), (order(1), ErrorKind::Configuration));
    let subscribed = bounded(manager.subscribe(orders(), Recorder::<Order>::new().listener())).await;
    assert_eq!(subscribed.unwrap_err().kind(), ErrorKind::Configuration);
    bounded(manager.send_event(payment("a", 1))).await.unwrap();
    assert_eq!(script.offers().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_split_sends_through_one_and_listens_and_copies_through_the_other() {
    let (out, back, recorder) = (Script::new(), Script::new(), Recorder::<Order>::new());
    let split = Split::new(out.provider_named("out"), back.provider_named("back"));
    let builder = tidings_core::manager::EventManager::builder().listeners::<()>().provider(split);
    let manager = started(builder.listen(orders(), recorder.listener())).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    recorder.fail_next("no");
    back.queue("invoice").push_event(order(1));
    bounded(back.queue("invoice").settlements(1)).await;
    assert_eq!((out.offers().len(), back.offers().len()), (1, 1));
    out.answer(Sent::Events, Answer::Refuse(ErrorKind::Full));
    assert_eq!(given_back(bounded(manager.send_event(order(2))).await).1, ErrorKind::Full);
    assert_eq!(manager.health().providers[0].0, "out/back");
    back.set_health(Health::Degraded("slow".into()));
    quiet().await;
    assert_eq!(manager.health().overall(), Health::Degraded("slow".into()));
    shut(&manager).await;
    assert_eq!((out.closed(), back.closed()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_subscription_at_run_time_goes_to_the_provider_of_its_event() {
    let (rest, own) = (Script::new(), Script::new());
    let manager = started(over(&rest).provider_for::<(Payment,)>(own.provider_named("own"))).await;
    let recorder = Recorder::<Payment>::new();
    bounded(manager.subscribe(Subscription::of::<Payment>("late"), recorder.listener())).await.unwrap();
    assert!(own.queue("late").is_open() && !rest.queue("late").is_open());
}
