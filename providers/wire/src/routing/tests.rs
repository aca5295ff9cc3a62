//! What becomes of sends that nobody would get.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tidings_core::{
    ErrorKind,
    codec::Form,
    envelope::{Encoded, Envelope, Head},
    event::{EventInfo, EventRef},
    provider::{Admission, Claim, Connection, Context, NobodyListens, Outcome, Receipt, Target, Unroutable},
    runtime::Runtime,
};
use tokio::time::{sleep, timeout};

use super::{Change, model::Books};
use crate::{
    connection::{LinkedConnection, Settings, Shared},
    link::{
        Fault,
        model::{Model, ModelLinks, Reaction},
    },
};

const BOUND: Duration = Duration::from_secs(600);

struct World {
    books: Books,
    model: Model,
    connection: LinkedConnection<ModelLinks>,
}

fn event(is_durable: bool) -> EventRef {
    let info = EventInfo::external("e");
    EventRef::from(if is_durable { info.durable() } else { info })
}

fn claim() -> Claim {
    Claim::shared(event(true), "l")
}

impl World {
    async fn new(books: Books) -> Self {
        Self::saying(books, NobodyListens::default()).await
    }

    async fn saying(books: Books, nobody_listens: NobodyListens) -> Self {
        let model = Model::new(|_| Reaction::Accept).with_books(books.clone());
        let context = Context::default().with_nobody_listens(nobody_listens);
        let settings = Settings::new(context, "model:1", "user");
        let connection = LinkedConnection::open(model.clone(), Shared::new(settings)).await.unwrap();
        Self { books, model, connection }
    }

    fn offer_to(&self, target: &Target) -> Receipt {
        let is_durable = !matches!(target, Target::Address(event) if !event.is_durable());
        let head = Head::new(event(is_durable), Runtime::system());
        let body = Encoded::new(Bytes::from_static(b"1"), "text/plain", Form::Text);
        self.connection.sender(target).offer(Arc::new(Envelope::encoded(head, body)), Admission::Wait)
    }

    async fn send_to(&self, target: &Target) -> Outcome {
        timeout(BOUND, self.offer_to(target)).await.expect("every receipt is told its fate")
    }

    async fn send(&self) -> Outcome {
        self.send_to(&Target::Address(event(true))).await
    }

    /// Sends until it is refused.
    async fn refused(&self) {
        timeout(BOUND, async { while !is_unroutable(&self.send().await) {} }).await.expect("it is refused in the end");
    }

    /// The connection has ears.
    async fn hears(&self) {
        let (a, b) = (self.send().await, self.send().await);
        drop((a, b));
        sleep(Duration::from_millis(1)).await;
        self.books.asked();
    }
}

fn is_unroutable(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::NotSent(error) if error.kind() == ErrorKind::Unroutable)
}

#[tokio::test(start_paused = true)]
async fn a_durable_event_that_nobody_gets_is_refused_and_one_that_somebody_gets_is_sent() {
    let world = World::new(Books::new()).await;
    assert!(is_unroutable(&world.send().await));
    assert!(world.model.transfers().is_empty());
    world.books.add("e", "l");
    let sent = async { while !matches!(world.send().await, Outcome::Confirmed) {} };
    timeout(BOUND, sent).await.expect("it is sent once somebody listens");
    world.books.remove("e", "l");
    world.refused().await;
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_sends_ask_as_often_as_one() {
    let world = World::new(Books::new()).await;
    world.books.set("e", "l");
    world.hears().await;
    for _ in 0..10_000 {
        assert!(matches!(world.send().await, Outcome::Confirmed));
    }
    assert!(world.books.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_not_durable_is_confirmed_unheard() {
    let world = World::new(Books::new()).await;
    let target = Target::Address(event(false));
    assert!(matches!(world.send_to(&target).await, Outcome::Unheard));
    assert_eq!(world.model.transfers().len(), 1, "the broker may know better");
    world.books.add("e", "l");
    let heard = async { while !matches!(world.send_to(&target).await, Outcome::Confirmed) {} };
    timeout(BOUND, heard).await.expect("it is heard in the end");
}

#[tokio::test(start_paused = true)]
async fn what_becomes_of_what_nobody_gets_is_the_managers_to_say() {
    for then in [Unroutable::Warn, Unroutable::Ignore] {
        let mut nobody_listens = NobodyListens::default();
        (nobody_listens.durable, nobody_listens.volatile) = (then, Unroutable::Error);
        let world = World::saying(Books::new(), nobody_listens).await;
        assert!(matches!(world.send().await, Outcome::Unheard));
        let world = World::saying(Books::new(), nobody_listens).await;
        assert!(is_unroutable(&world.send_to(&Target::Address(event(false))).await));
    }
}

#[tokio::test(start_paused = true)]
async fn a_copy_for_a_queue_that_is_gone_is_refused_whoever_else_listens() {
    let world = World::new(Books::new()).await;
    world.books.set("e", "another");
    let letters = claim().dead_letter_queue();
    for target in [Target::Queue(claim()), Target::DeadLetters(claim())] {
        assert!(is_unroutable(&world.send_to(&target).await), "{target:?}");
    }
    world.books.set("e", "l");
    world.books.set(&letters, &letters);
    sleep(Duration::from_secs(1)).await;
    for target in [Target::Queue(claim()), Target::DeadLetters(claim())] {
        assert!(matches!(world.send_to(&target).await, Outcome::Confirmed), "{target:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_of_dead_letters_that_was_removed_is_made_anew_for_the_next_letter() {
    let world = World::new(Books::new()).await;
    let (letters, target) = (claim().dead_letter_queue(), Target::DeadLetters(claim()));
    world.books.add(&letters, &letters);
    assert!(matches!(world.send_to(&target).await, Outcome::Confirmed));
    for _ in 0..3 {
        world.books.remove(&letters, &letters);
        // The next one is held by whoever gave up on it, and tried again.
        let tries = async { while !matches!(world.send_to(&target).await, Outcome::Confirmed) {} };
        timeout(BOUND, tries).await.expect("it is made anew");
        sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(world.model.transfers().len(), 4, "what was refused was not transferred");
    assert_eq!(world.model.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn every_epoch_asks_anew_before_anything_is_sent() {
    let world = World::new(Books::new()).await;
    world.books.set("e", "l");
    assert!(matches!(world.send().await, Outcome::Confirmed));
    // Another node of the cluster, which lacks the queue.
    world.books.unset("e", "l");
    world.model.close(Fault::gone("kill -9"));
    sleep(Duration::from_millis(1)).await;
    assert!(is_unroutable(&world.send().await));
    assert_eq!(world.model.transfers().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_arrived_before_the_queue_was_gone_stays_undecided() {
    let world = World::new(Books::new()).await;
    world.books.set("e", "l");
    world.model.react(|_| Reaction::Hold);
    let receipt = world.offer_to(&Target::Address(event(true)));
    let transferred = async {
        while world.model.transfers().is_empty() {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(BOUND, transferred).await.expect("it is transferred");
    world.books.unset("e", "l");
    world.model.close(Fault::gone("kill -9"));
    match timeout(BOUND, receipt).await.expect("it is told") {
        Outcome::Undecided(error) => assert_eq!(error.kind(), ErrorKind::Unroutable),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn sends_wait_for_the_first_answer_and_may_be_taken_back_meanwhile() {
    let world = World::new(Books::new()).await;
    world.books.set("e", "l");
    let silence = world.books.keep_silent().await;
    let (mut waiting, mut taken_back) =
        (world.offer_to(&Target::Address(event(true))), world.offer_to(&Target::Address(event(true))));
    assert!(timeout(Duration::from_secs(5), &mut waiting).await.is_err());
    assert!(taken_back.cancel(), "it surely does not leave");
    drop(silence);
    assert!(matches!(timeout(BOUND, waiting).await, Ok(Outcome::Confirmed)));
    assert_eq!(world.model.transfers().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_question_without_an_answer_is_asked_again_before_anything_is_sent() {
    let world = World::new(Books::new()).await;
    world.books.fail(2);
    assert!(is_unroutable(&world.send().await));
    assert!(world.model.transfers().is_empty());
    assert_eq!(world.books.asked().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_broker_that_never_answers_keeps_no_event_for_ever() {
    let world = World::new(Books::new()).await;
    world.books.fail(usize::MAX);
    assert!(matches!(world.send().await, Outcome::Confirmed));
    assert_eq!(world.books.asked().len(), 3);
    // And is asked on, while somebody sends.
    world.books.fail(0);
    sleep(Duration::from_secs(1)).await;
    world.refused().await;
}

#[tokio::test(start_paused = true)]
async fn without_the_right_to_ask_everything_is_sent() {
    let world = World::new(Books::new().forbidden()).await;
    for _ in 0..3 {
        assert!(matches!(world.send().await, Outcome::Confirmed));
    }
    assert_eq!(world.books.asked().len(), 1, "it is asked once in an epoch");
}

#[tokio::test(start_paused = true)]
async fn where_nobody_tells_of_changes_it_is_asked_each_second_while_somebody_sends() {
    let world = World::new(Books::new().deaf()).await;
    world.books.set("e", "l");
    for _ in 0..50 {
        assert!(matches!(world.send().await, Outcome::Confirmed));
        sleep(Duration::from_millis(100)).await;
    }
    let asked = world.books.asked().len();
    assert!((4..=7).contains(&asked), "{asked} questions in five seconds");
    world.books.unset("e", "l");
    sleep(Duration::from_millis(1_100)).await;
    assert!(is_unroutable(&world.send().await));
    world.books.asked();
    sleep(Duration::from_secs(60)).await;
    assert!(world.books.asked().len() <= 1, "nobody sends");
    world.books.set("e", "l");
    assert!(matches!(world.send().await, Outcome::Confirmed), "what is old is asked anew");
}

#[tokio::test(start_paused = true)]
async fn the_word_of_changes_that_is_lost_is_asked_for_again_and_nothing_is_missed() {
    let world = World::new(Books::new()).await;
    world.books.set("e", "l");
    world.hears().await;
    world.books.unset("e", "l");
    world.books.interrupt();
    sleep(Duration::from_millis(1)).await;
    assert!(is_unroutable(&world.send().await));
    world.books.set("e", "l");
    sleep(Duration::from_secs(2)).await;
    assert!(matches!(world.send().await, Outcome::Confirmed));
    world.books.remove("e", "l");
    sleep(Duration::from_millis(1)).await;
    assert!(is_unroutable(&world.send().await), "it is told again");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_concerns_many_addresses_has_all_of_them_asked() {
    let world = World::new(Books::new()).await;
    world.books.set("e", "pattern");
    world.hears().await;
    world.books.unset("e", "pattern");
    world.books.tell(&Change::Many);
    sleep(Duration::from_millis(1)).await;
    assert!(is_unroutable(&world.send().await));
}

#[tokio::test(start_paused = true)]
async fn whoever_begins_to_listen_in_this_process_is_not_missed() {
    let world = World::new(Books::new().deaf()).await;
    assert!(is_unroutable(&world.send().await));
    world.books.set("e", "l");
    let _opened = world.connection.subscribe(&claim()).await.unwrap();
    assert!(matches!(world.send().await, Outcome::Confirmed));
}
