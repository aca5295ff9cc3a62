//! Dead letters are kept, seen without being taken, and taken one by one.

use std::sync::Arc;

use tidings_broker::shared;
use tidings_core::{
    envelope::{DeadLetterNote, Parcel},
    event::EventRef,
    provider::{Claim, Connection, Outcome, Settlement, Target},
    timestamp::Timestamp,
};

use crate::{Protocol, operator, support::*};

async fn bury(
    connection: &dyn Connection,
    event: &EventRef,
    claim: &Claim,
    body: &str,
    replay: u32,
) -> Arc<dyn Parcel> {
    let mut dead = envelope(event, body.to_owned());
    let note = DeadLetterNote::new(
        "boom",
        claim.listener(),
        claim.full_queue(),
        claim.address(),
        5,
        Timestamp::from_unix_millis(7),
    );
    dead.head_mut().set_dead_letter(Some(note));
    dead.head_mut().set_replay(replay);
    let dead: Arc<dyn Parcel> = Arc::new(dead);
    let outcomes = send_all(connection, &Target::DeadLetters(claim.clone()), [dead.clone()]).await;
    assert!(matches!(outcomes[..], [Outcome::Confirmed]), "{outcomes:?}");
    dead
}

pub async fn dead_letters_are_listed_as_often_as_one_likes_and_stay(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    for (event, claim) in [durable(), volatile()] {
        let _listener = listen(&*connection, &claim, 1).await;
        bury(&*connection, &event, &claim, "1", 0).await;
        bury(&*connection, &event, &claim, "2", 0).await;
        let mut dead = within(connection.dead_letters(&claim)).await.unwrap();
        for _ in 0..2 {
            let listed = within(dead.list(10)).await.unwrap();
            let bodies: Vec<_> = listed.iter().map(|dead| dead.envelope().body().unwrap().clone()).collect();
            assert_eq!(bodies, ["1", "2"]);
            let note = listed[0].envelope().dead_letter().unwrap();
            assert_eq!((note.reason.as_str(), note.queue.as_str(), note.attempts), ("boom", &*claim.full_queue(), 5));
        }
        assert_eq!(within(dead.list(1)).await.unwrap().len(), 1);
    }
    close(&*connection).await;
}

pub async fn a_dead_letter_is_taken_by_its_id_and_only_accepted_when_it_is_settled(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let _listener = listen(&*connection, &claim, 1).await;
    let (first, second) =
        (bury(&*connection, &event, &claim, "1", 0).await, bury(&*connection, &event, &claim, "2", 0).await);
    let mut dead = within(connection.dead_letters(&claim)).await.unwrap();
    let id = second.envelope().id();
    let held = within(dead.take(id)).await.unwrap().expect("it is there");
    assert_eq!(held.parcel().envelope().body().unwrap(), "2");
    within(held.settle(Settlement::Return)).await.unwrap();
    assert_eq!(within(dead.list(10)).await.unwrap().len(), 2, "it was returned");
    let held = within(dead.take(id)).await.unwrap().expect("it is there again");
    drop(held);
    let held = within(async {
        loop {
            if let Some(held) = dead.take(id).await.unwrap() {
                return held;
            }
        }
    })
    .await;
    within(held.settle(Settlement::Accept)).await.unwrap();
    let left = within(dead.list(10)).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].envelope().id(), first.envelope().id());
    assert!(within(dead.take(id)).await.unwrap().is_none());
    close(&*connection).await;
}

pub async fn a_dead_letter_that_is_sent_again_twice_and_fails_again_is_kept_each_time(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let dead = bury(&*connection, &event, &claim, "1", 0).await;
    for replay in 1..3 {
        let copy = dead.copy(|head| {
            head.set_dead_letter(None);
            head.set_attempt(1);
            head.set_replay(replay);
        });
        send_all(&*connection, &Target::Queue(claim.clone()), [copy]).await;
        let incoming = listener.next().await;
        assert_eq!(readable(&incoming).replay(), replay);
        let again = dead.copy(|head| head.set_replay(replay));
        send_all(&*connection, &Target::DeadLetters(claim.clone()), [again]).await;
        listener.accept(incoming.token);
    }
    let mut letters = within(connection.dead_letters(&claim)).await.unwrap();
    assert_eq!(within(letters.list(10)).await.unwrap().len(), 3);
    close(&*connection).await;
}

pub async fn two_servers_that_give_up_on_one_event_keep_a_dead_letter_each(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let (one, two) = (claim.clone().for_server("one"), claim.clone().for_server("two"));
    let _first = listen(&*connection, &one, 1).await;
    let _second = listen(&*connection, &two, 1).await;
    let sent = parcel(&event, "1");
    for claim in [&one, &two] {
        let note = DeadLetterNote::new(
            "r",
            claim.listener(),
            claim.full_queue(),
            claim.address(),
            5,
            Timestamp::from_unix_millis(0),
        );
        let dead = sent.copy(|head| head.set_dead_letter(Some(note)));
        send_all(&*connection, &Target::DeadLetters(claim.clone()), [dead]).await;
    }
    let mut letters = within(connection.dead_letters(&one)).await.unwrap();
    assert_eq!(within(letters.list(10)).await.unwrap().len(), 2);
    close(&*connection).await;
}

pub async fn what_the_broker_gave_up_on_is_listed_too_with_the_broker_as_reason(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let connection = protocol.connect(broker).await;
    let (event, claim) = durable();
    let other = Claim::shared(event.clone(), unique("other"));
    for claim in [&claim, &other] {
        listen(&*connection, claim, 0).await.close().await;
    }
    let sent = parcel(&event, "1");
    send_all(&*connection, &Target::Address(event), [sent.clone()]).await;
    operator::give_up_on(broker, &claim.full_queue()).await;
    let mut letters = within(connection.dead_letters(&claim)).await.unwrap();
    let listed = within(letters.list(10)).await.unwrap();
    assert_eq!(listed.len(), 1);
    let note = listed[0].envelope().dead_letter().unwrap();
    assert_eq!((note.reason.as_str(), &*note.queue), ("broker", &*claim.full_queue()));
    let mut others = within(connection.dead_letters(&other)).await.unwrap();
    assert!(within(others.list(10)).await.unwrap().is_empty());
    let held = within(letters.take(sent.envelope().id())).await.unwrap().expect("it can be taken");
    within(held.settle(Settlement::Accept)).await.unwrap();
    assert!(within(letters.list(10)).await.unwrap().is_empty());
    close(&*connection).await;
}
