//! What becomes of a queue whose links end, and what is said of it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use tidings_core::{
    event::{EventInfo, EventRef},
    provider::{Claim, Connection, Context, Health, Limits, Receiver},
    runtime::{Runtime, RuntimeSource},
    timestamp::Timestamp,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};

use crate::{
    connection::{LinkedConnection, Settings, Shared},
    link::{
        Condition, Fault,
        model::{Model, ModelLinks, Reaction},
    },
    routing::model::Books,
};

const BOUND: Duration = Duration::from_secs(600);

/// The time until all is well again after so many links have ended, and whether it was ever said to be not so.
async fn mended(ends: u32) -> (Duration, bool) {
    let model = Model::new(|_| Reaction::Accept);
    let settings = Settings::new(Context::default(), "model:1", "user");
    let connection = LinkedConnection::open(model.clone(), Shared::new(settings)).await.unwrap();
    model.end_receivers(ends);
    let mut health = connection.health();
    let begun = Instant::now();
    let claim = Claim::shared(EventRef::from(EventInfo::external("e").durable()), "l");
    let opened = connection.subscribe(&claim).await.unwrap();
    let degraded = health.wait_for(|health| matches!(health, Health::Degraded(_)));
    let told = timeout(Duration::from_secs(5), degraded).await.ok().map(|health| format!("{:?}", *health.unwrap()));
    assert!(told.iter().all(|told| told.contains("disconnected by server")), "{told:?}");
    timeout(BOUND, health.wait_for(Health::is_up)).await.unwrap().unwrap();
    assert_eq!(model.receivers(), ends + 1);
    drop(opened);
    (begun.elapsed(), told.is_some())
}

#[tokio::test(start_paused = true)]
async fn a_link_that_ends_once_is_attached_again_without_a_word() {
    let (_, is_told) = mended(1).await;
    assert!(!is_told);
}

#[tokio::test(start_paused = true)]
async fn links_that_end_in_a_row_degrade_the_health_until_one_lasts() {
    let (time, is_told) = mended(10).await;
    assert!(is_told);
    // Nine pauses, drawn below 50 ms to 5 s, and then a link that lasts.
    assert!(time > Duration::from_secs(1) && time < Duration::from_secs(18), "{time:?}");
}

type Said = watch::Receiver<Health>;

/// A subscription, and what is said of its queue alone.
async fn subscribed(model: &Model) -> (Box<dyn Receiver>, Said, LinkedConnection<ModelLinks>) {
    subscribed_in(model, Context::default()).await
}

async fn subscribed_in(model: &Model, context: Context) -> (Box<dyn Receiver>, Said, LinkedConnection<ModelLinks>) {
    let settings = Settings::new(context, "model:1", "user");
    let connection = LinkedConnection::open(model.clone(), Shared::new(settings)).await.unwrap();
    let claim = Claim::shared(EventRef::from(EventInfo::external("e").durable()), "l");
    let opened = connection.subscribe(&claim).await.unwrap();
    (opened.receiver, opened.health.unwrap(), connection)
}

async fn until(said: &mut Said, is_it: impl FnMut(&Health) -> bool) -> Health {
    timeout(BOUND, said.wait_for(is_it)).await.unwrap().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_subscription_outlives_the_loss_of_the_connection_over_which_it_was_begun() {
    let model = Model::new(|_| Reaction::Accept);
    model.end_with_receivers(2);
    let (_receiver, mut said, _connection) = subscribed(&model).await;
    until(&mut said, Health::is_up).await;
    assert_eq!((model.connections(), model.receivers()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn a_subscription_waits_for_a_broker_that_is_slow_as_long_as_a_start_may_take() {
    let model = Model::new(|_| Reaction::Accept);
    model.refuse_links(Some(Fault::new(Condition::Silent, "no answer")));
    let hurry = async {
        sleep(Duration::from_secs(15)).await;
        model.refuse_links(None);
    };
    let ((_receiver, mut said, connection), ()) = tokio::join!(subscribed(&model), hurry);
    until(&mut said, Health::is_up).await;
    model.refuse_links(Some(Fault::new(Condition::Silent, "no answer")));
    let claim = Claim::shared(EventRef::from(EventInfo::external("e").durable()), "another");
    let begun = Instant::now();
    let Err(error) = connection.subscribe(&claim).await else { panic!("it was subscribed") };
    assert!(error.to_string().contains("no answer"), "{error}");
    assert_eq!((begun.elapsed(), model.connections()), (Duration::from_secs(30), 1), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_is_refused_over_a_connection_that_lives_fails_at_once() {
    let model = Model::new(|_| Reaction::Accept);
    let settings = Settings::new(Context::default(), "model:1", "user");
    let connection = LinkedConnection::open(model.clone(), Shared::new(settings)).await.unwrap();
    model.refuse_links(Some(Fault::new(Condition::Unauthorized, "AMQ229032: no permission='CONSUME'")));
    let claim = Claim::shared(EventRef::from(EventInfo::external("e").durable()), "l");
    let begun = Instant::now();
    let Err(error) = connection.subscribe(&claim).await else { panic!("it was subscribed") };
    assert_eq!((error.is_retryable(), begun.elapsed()), (false, Duration::ZERO), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_listener_whose_link_ended_is_up_again_once_the_next_has_lasted() {
    let model = Model::new(|_| Reaction::Accept);
    model.end_receivers(1);
    let (_receiver, mut said, connection) = subscribed(&model).await;
    let begun = Instant::now();
    let degraded = until(&mut said, |health| !health.is_up()).await;
    assert!(matches!(&degraded, Health::Degraded(why) if why.contains("disconnected by server")), "{degraded}");
    assert!(connection.health().borrow().is_up(), "the connection is not to blame for one link");
    until(&mut said, Health::is_up).await;
    assert!(begun.elapsed() >= Duration::from_secs(1) && model.receivers() == 2, "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_listener_is_not_up_while_its_connection_is_lost_and_says_why() {
    let model = Model::new(|_| Reaction::Accept);
    let (_receiver, mut said, _connection) = subscribed(&model).await;
    model.refuse_connections(3);
    model.close(Fault::gone("the broker was stopped"));
    let lost = until(&mut said, |health| !health.is_up()).await;
    assert!(matches!(&lost, Health::Degraded(why) if why.contains("the broker was stopped")), "{lost}");
    let refused = until(&mut said, |health| health.reason().is_some_and(|why| why.contains("refused"))).await;
    assert!(matches!(refused, Health::Degraded(_)), "{refused}");
    until(&mut said, Health::is_up).await;
    assert_eq!((model.connections(), model.receivers()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_listener_is_down_while_it_may_not_receive_any_more() {
    let model = Model::new(|_| Reaction::Accept);
    let (_receiver, mut said, _connection) = subscribed(&model).await;
    model.refuse_links(Some(Fault::new(Condition::Unauthorized, "AMQ229032: no permission='CONSUME'")));
    model.close(Fault::gone("the user's rights changed"));
    let down = until(&mut said, |health| matches!(health, Health::Down(_))).await;
    assert!(down.reason().unwrap().contains("AMQ229032"), "{down}");
    model.refuse_links(None);
    until(&mut said, Health::is_up).await;
}

#[tokio::test(start_paused = true)]
async fn a_listener_whose_connection_is_closed_is_down() {
    let model = Model::new(|_| Reaction::Accept);
    let (_receiver, mut said, connection) = subscribed(&model).await;
    connection.close(Duration::from_secs(1)).await.unwrap();
    assert!(matches!(until(&mut said, |health| !health.is_up()).await, Health::Degraded(_) | Health::Down(_)));
    drop(connection);
}

/// What the health becomes while so many receive from this server's queue, each for some seconds.
async fn health_while(counts: &[(u64, u64)]) -> Vec<Health> {
    let books = Books::new();
    let model = Model::new(|_| Reaction::Accept).with_books(books.clone());
    let settings = Settings::new(Context::default(), "model:1", "user");
    let connection = LinkedConnection::open(model, Shared::new(settings)).await.unwrap();
    let claim = Claim::shared(EventRef::from(EventInfo::external("e").durable()), "l").for_server("orders-1");
    let mut found = Vec::new();
    let mut opened = None;
    for &(receivers, seconds) in counts {
        books.set_receivers("l-orders-1", receivers);
        if opened.is_none() {
            opened = Some(connection.subscribe(&claim).await.unwrap());
        }
        sleep(Duration::from_secs(seconds)).await;
        found.push(connection.health().borrow().clone());
    }
    found
}

#[tokio::test(start_paused = true)]
async fn a_server_name_that_is_used_twice_degrades_the_health_until_it_is_not() {
    let found = health_while(&[(2, 30), (1, 30), (2, 90), (1, 30)]).await;
    let complains = |health: &Health| match health {
        Health::Degraded(why) => why.contains("orders-1") && why.contains("e::l-orders-1"),
        _ => false,
    };
    assert_eq!(found.iter().map(complains).collect::<Vec<_>>(), [true, false, true, false], "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_the_broker_has_not_yet_missed_is_no_second_server() {
    let found = health_while(&[(2, 5), (1, 30)]).await;
    assert!(found.iter().all(Health::is_up), "{found:?}");
}

/// A wall clock that jumps by days, to and fro, each time it is read.
struct Jumping(AtomicI64);

impl RuntimeSource for Jumping {
    fn now(&self) -> Timestamp {
        let reads = self.0.fetch_add(1, Ordering::SeqCst);
        Timestamp::from_unix_millis(if reads % 2 == 0 { reads } else { -reads } * 86_400_000)
    }

    fn random(&self) -> u64 {
        // The longest pauses that there are.
        u64::MAX
    }
}

#[tokio::test(start_paused = true)]
async fn a_wall_clock_that_jumps_neither_hastens_nor_delays_a_connection_that_is_made_again() {
    let model = Model::new(|_| Reaction::Accept);
    let runtime = Runtime::new(Arc::new(Jumping(AtomicI64::new(0))));
    let (_receiver, mut said, _connection) = subscribed_in(&model, Context::new(runtime, Limits::default())).await;
    model.refuse_connections(3);
    model.close(Fault::gone("the broker was stopped"));
    let begun = Instant::now();
    until(&mut said, |health| !health.is_up()).await;
    until(&mut said, Health::is_up).await;
    let pauses = Duration::from_millis(100 + 200 + 400 + 800);
    assert!(
        begun.elapsed() > pauses / 2 && begun.elapsed() <= pauses + Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
}
