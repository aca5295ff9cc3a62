//! What becomes of sends when the broker does what no real one can be made to do.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tidings_core::{
    ErrorKind,
    codec::Form,
    envelope::{Encoded, Envelope, Head},
    event::{EventInfo, EventRef},
    provider::{Admission, Claim, Connection, Context, Health, Limits, Outcome, Receipt, Target},
    runtime::Runtime,
};
use tokio::time::{Instant, timeout};

use crate::{
    connection::{LinkedConnection, Settings, Shared},
    link::{
        Condition, Fault,
        model::{Model, ModelLinks, Reaction},
    },
};

mod culprit;

const BOUND: Duration = Duration::from_secs(600);

struct World {
    model: Model,
    connection: LinkedConnection<ModelLinks>,
    event: EventRef,
}

impl World {
    async fn new(model: Model) -> Self {
        let settings = Settings::new(Context::default(), "model:1", "user");
        let connection = LinkedConnection::open(model.clone(), Shared::new(settings)).await.unwrap();
        Self { model, connection, event: EventRef::from(EventInfo::external("e").durable()) }
    }

    fn offer(&self, body: &'static str) -> Receipt {
        self.offer_as(body, Admission::Wait)
    }

    fn offer_as(&self, body: &'static str, admission: Admission) -> Receipt {
        let head = Head::new(self.event.clone(), Runtime::system());
        let body = Encoded::new(Bytes::from_static(body.as_bytes()), "text/plain", Form::Text);
        let parcel = Arc::new(Envelope::encoded(head, body));
        self.connection.sender(&Target::Address(self.event.clone())).offer(parcel, admission)
    }

    async fn transferred(&self, expected: &[&str]) {
        let mut seen = Vec::new();
        let all = async {
            while seen.len() < expected.len() {
                seen.extend(self.model.transfers());
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(BOUND, all).await.expect("all are transferred");
        assert_eq!(seen, expected);
    }
}

async fn fate(receipt: Receipt) -> Outcome {
    timeout(BOUND, receipt).await.expect("every receipt is told its fate")
}

fn odd() -> Fault {
    Fault::new(Condition::Other, "amqp:internal-error")
}

#[tokio::test(start_paused = true)]
async fn what_is_undecided_is_sent_again_in_order_and_new_sends_queue_behind() {
    let world = World::new(Model::new(|_| Reaction::Hold)).await;
    let mut receipts = vec![world.offer("a"), world.offer("b"), world.offer("c")];
    world.transferred(&["a", "b", "c"]).await;
    world.model.react(|_| Reaction::Accept);
    world.model.refuse_connections(3);
    world.model.close(Fault::gone("kill -9"));
    receipts.push(world.offer("d"));
    for receipt in receipts {
        assert!(matches!(fate(receipt).await, Outcome::Confirmed));
    }
    assert_eq!(world.model.transfers(), ["a", "b", "c", "d"]);
    assert_eq!(world.model.connections(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_peer_whose_answer_breaks_the_decoder_is_tried_again() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    world.model.break_connections(2);
    world.model.close(Fault::gone("kill -9"));
    assert!(matches!(fate(world.offer("a")).await, Outcome::Confirmed));
    assert_eq!(world.model.connections(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_was_reported_to_its_caller_is_not_sent_again() {
    let world = World::new(Model::new(|_| Reaction::Hold)).await;
    let (first, second) = (world.offer("a"), world.offer("b"));
    world.transferred(&["a", "b"]).await;
    drop(first);
    world.model.react(|_| Reaction::Accept);
    world.model.close(Fault::gone("kill -9"));
    assert!(matches!(fate(second).await, Outcome::Confirmed));
    assert_eq!(world.model.transfers(), ["b"]);
}

#[tokio::test(start_paused = true)]
async fn what_left_keeps_its_room_until_its_fate_is_known_also_if_nobody_waits_for_it() {
    let world = World::new(Model::new(|_| Reaction::Hold)).await;
    let room = Limits::default().window_events;
    let receipts: Vec<_> = (0..room).map(|_| world.offer("a")).collect();
    world.transferred(&vec!["a"; room]).await;
    drop(receipts);
    // Whoever tries again and again fills no more than the window.
    let again: Vec<_> = (0..3 * room).map(|_| world.offer("b")).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(world.model.transfers().is_empty());
    world.model.react(|_| Reaction::Accept);
    world.model.close(Fault::gone("kill -9"));
    for receipt in again {
        assert!(matches!(fate(receipt).await, Outcome::Confirmed));
    }
    assert!(world.model.transfers().iter().all(|body| body == "b"));
}

#[tokio::test(start_paused = true)]
async fn what_is_taken_back_is_let_go_of_also_while_a_link_is_attached() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    world.model.answer_no_senders();
    let sender = world.connection.sender(&Target::Address(world.event.clone()));
    let mut taken_back = Vec::new();
    for _ in 0..10 {
        for _ in 0..1_000 {
            let head = Head::new(world.event.clone(), Runtime::system());
            let parcel = Arc::new(Envelope::encoded(head, Encoded::new(Bytes::new(), "", Form::Text)));
            taken_back.push(Arc::downgrade(&parcel));
            assert!(sender.offer(parcel, Admission::Wait).cancel(), "it did not leave");
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(taken_back.iter().filter(|parcel| parcel.strong_count() > 0).count(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_fails_every_send_with_the_brokers_words_until_it_is_granted() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    world.model.refuse_links(Some(Fault::new(Condition::Unauthorized, "AMQ229032: no permission='SEND'")));
    match fate(world.offer("a")).await {
        Outcome::NotSent(error) => {
            assert_eq!(error.kind(), ErrorKind::Unauthorized);
            assert!(error.to_string().contains("AMQ229032") && error.to_string().contains("user"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    let mut health = world.connection.health();
    timeout(BOUND, health.wait_for(|health| matches!(health, Health::Down(_)))).await.unwrap().unwrap();
    world.model.refuse_links(None);
    let granted = async { while !matches!(fate(world.offer("b")).await, Outcome::Confirmed) {} };
    timeout(BOUND, granted).await.unwrap();
    timeout(BOUND, health.wait_for(Health::is_up)).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_broker_that_never_decides_keeps_nobody_waiting_after_the_close() {
    let world = World::new(Model::new(|_| Reaction::Hold)).await;
    let receipt = world.offer("a");
    world.transferred(&["a"]).await;
    let closed = timeout(BOUND, world.connection.close(Duration::from_secs(3))).await.unwrap();
    assert_eq!(closed.unwrap_err().kind(), ErrorKind::Timeout);
    assert!(matches!(fate(receipt).await, Outcome::Undecided(_)));
    assert!(matches!(fate(world.offer("b")).await, Outcome::NotSent(_)));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_dropped_leaves_no_send_waiting() {
    let world = World::new(Model::new(|_| Reaction::Hold)).await;
    let sender = world.connection.sender(&Target::Address(world.event.clone()));
    let receipt = world.offer("a");
    world.transferred(&["a"]).await;
    let World { connection, event, .. } = world;
    drop(connection);
    assert!(matches!(fate(receipt).await, Outcome::Undecided(_)));
    let head = Head::new(event, Runtime::system());
    let late = Arc::new(Envelope::encoded(head, Encoded::new(Bytes::new(), "", Form::Text)));
    assert!(matches!(fate(sender.offer(late, Admission::Wait)).await, Outcome::NotSent(_)));
}

#[tokio::test(start_paused = true)]
async fn a_copy_for_a_queue_without_a_name_fails_at_once_and_is_no_trouble() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    let claim = Claim::shared(world.event.clone(), "l").for_server("s");
    let opened = world.connection.subscribe(&claim).await.unwrap();
    let sender = world.connection.sender(&Target::Queue(claim));
    for _ in 0..3 {
        let head = Head::new(world.event.clone(), Runtime::system());
        let copy = Arc::new(Envelope::encoded(head, Encoded::new(Bytes::new(), "", Form::Text)));
        let offered = Instant::now();
        match fate(sender.offer(copy, Admission::Beside)).await {
            Outcome::NotSent(error) => assert_eq!(error.kind(), ErrorKind::Unsupported),
            other => panic!("{other:?}"),
        }
        assert_eq!(offered.elapsed(), Duration::ZERO);
    }
    assert!(world.connection.health().borrow().is_up());
    assert!(world.model.transfers().is_empty());
    drop(opened);
}

#[tokio::test(start_paused = true)]
async fn what_the_broker_gives_no_credit_for_surely_did_not_leave_and_is_not_sent_later() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    world.model.starve_senders(1);
    let mut first = world.offer("a");
    assert!(timeout(Duration::from_secs(1), &mut first).await.is_err(), "it waits for credit");
    assert!(first.cancel(), "it surely did not leave");
    let second = world.offer("b");
    assert!(matches!(fate(second).await, Outcome::Confirmed));
    assert_eq!(world.model.transfers(), ["b"]);
}

#[tokio::test(start_paused = true)]
async fn a_link_that_gets_no_credit_is_attached_anew_and_health_says_so() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    world.model.starve_senders(3);
    let receipts = [world.offer("a"), world.offer("b")];
    let mut health = world.connection.health();
    let degraded = |health: &Health| matches!(health, Health::Degraded(why) if why.contains("takes nothing"));
    timeout(BOUND, health.wait_for(degraded)).await.unwrap().unwrap();
    for receipt in receipts {
        assert!(matches!(fate(receipt).await, Outcome::Confirmed));
    }
    assert_eq!(world.model.transfers(), ["a", "b"]);
    assert_eq!((world.model.senders(), world.model.connections()), (4, 1));
    timeout(BOUND, health.wait_for(Health::is_up)).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn closing_while_the_broker_gives_no_credit_says_that_nothing_was_sent() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    world.model.starve_senders(u32::MAX);
    let receipt = world.offer("a");
    let closed = timeout(BOUND, world.connection.close(Duration::from_secs(3))).await.unwrap();
    assert_eq!(closed.unwrap_err().kind(), ErrorKind::Timeout);
    assert!(matches!(fate(receipt).await, Outcome::NotSent(_)));
}

#[tokio::test(start_paused = true)]
async fn copies_do_not_wait_for_credit_and_go_again_as_soon_as_there_is_some() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    world.model.starve_senders(1);
    let begun = Instant::now();
    let copies = [world.offer_as("a", Admission::Beside), world.offer_as("b", Admission::Beside)];
    for copy in copies {
        match fate(copy).await {
            Outcome::NotSent(error) => assert_eq!(error.kind(), ErrorKind::Full),
            other => panic!("{other:?}"),
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    let again = async {
        while !matches!(fate(world.offer_as("c", Admission::Beside)).await, Outcome::Confirmed) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(BOUND, again).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!((world.model.transfers(), world.model.senders()), (vec!["c".to_owned()], 2));
}

#[tokio::test(start_paused = true)]
async fn names_without_end_keep_no_links_without_end() {
    let world = World::new(Model::new(|_| Reaction::Accept)).await;
    let kept = world.connection.sender(&Target::Address(world.event.clone()));
    for n in 0..5_000 {
        let event = EventRef::from(EventInfo::external(format!("e{n}")).durable());
        let head = Head::new(event.clone(), Runtime::system());
        let parcel =
            Arc::new(Envelope::encoded(head, Encoded::new(Bytes::from_static(b"x"), "text/plain", Form::Text)));
        let receipt = world.connection.sender(&Target::Address(event)).offer(parcel, Admission::Wait);
        assert!(matches!(fate(receipt).await, Outcome::Confirmed));
        assert!(world.model.attached() <= 520, "{} links at a time", world.model.attached());
    }
    let head = Head::new(world.event.clone(), Runtime::system());
    let parcel = Arc::new(Envelope::encoded(head, Encoded::new(Bytes::from_static(b"x"), "text/plain", Form::Text)));
    assert!(matches!(fate(kept.offer(parcel, Admission::Wait)).await, Outcome::Confirmed), "what is held goes on");
}
