//! An event that kills whoever handles it ends as a dead letter, and takes nobody along.

use std::collections::BTreeSet;

use tidings_process_tests::{Deed, Poison, Role};

use crate::support::{Member, Over, Stage};

const EVENTS: u64 = 101;
/// In the middle of its neighbours.
const POISON: u64 = 40;
/// So many crashes it may take: the broker's limit is 10, and over AMQP it misses most of them.
const CRASHES: usize = 60;

async fn is_given_up_on_alone(over: Over, keyed: bool) {
    let stage = Stage::shared(keyed).await;
    let mut listen = stage.listens("listener", over);
    listen.work_ms = 0;
    listen.poison = Some(Poison { n: POISON });
    // The queue is there before anything is sent.
    stage.listen(listen.clone()).await.leave().await;
    let mut publisher = stage.publisher("publisher", Over::Amqp, 7, 0, 0).await;
    stage.send(&mut publisher, EVENTS).await;
    publisher.leave().await;
    let neighbours: BTreeSet<_> = (0..EVENTS).filter(|n| *n != POISON).collect();
    let mut crashes = 0;
    let mut last = loop {
        // It may die before it says that it listens.
        let mut member = Member::start(&Role::Listen(listen.clone()));
        if !stage.dies_or_handles(&mut member, &neighbours).await {
            break member;
        }
        crashes += 1;
        assert!(crashes < CRASHES, "{crashes} crashes\n{}", stage.told());
    };
    last.tell("dead letters").await;
    let (history, _) = stage.until("the dead letters", |history| history.of(Deed::Done).count() > 1).await;
    last.leave().await;
    let dead: Vec<_> = history.of(Deed::Dead).map(|line| (line.n, line.text.as_str())).collect();
    let again = history.judge().repeats;
    eprintln!("{over:?}, keyed: {keyed}: {crashes} crashes, {again} repeats of neighbours");
    assert_eq!(dead, [(Some(POISON), "broker")], "{}", stage.told());
    assert_eq!(history.numbers(Deed::Handled), neighbours);
}

impl Stage<'_> {
    /// Waits until a listener died, or all of these are handled and nothing comes any more.
    async fn dies_or_handles(&self, member: &mut Member, all: &BTreeSet<u64>) -> bool {
        loop {
            if member.has_ended() {
                return true;
            }
            if self.history().numbers(Deed::Handled) == *all && self.depth().await == 0 {
                return member.has_ended();
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn an_event_that_kills_its_process_ends_as_a_dead_letter_alone_over_amqp() {
    is_given_up_on_alone(Over::Amqp, false).await;
}

#[tokio::test]
async fn an_event_with_a_key_that_kills_its_process_ends_as_a_dead_letter_alone_over_amqp() {
    is_given_up_on_alone(Over::Amqp, true).await;
}

#[tokio::test]
async fn an_event_that_kills_its_process_ends_as_a_dead_letter_alone_over_stomp() {
    is_given_up_on_alone(Over::Stomp, false).await;
}

#[tokio::test]
async fn an_event_with_a_key_that_kills_its_process_ends_as_a_dead_letter_alone_over_stomp() {
    is_given_up_on_alone(Over::Stomp, true).await;
}
