//! Listeners whose keys move to processes that join.

use tidings_process_tests::{Deed, History};

use crate::support::{Over, PAIRS, Stage};

const KEYS: u64 = 12;

#[tokio::test]
async fn a_joiner_gets_its_share_and_keys_keep_their_order() {
    for [there, joining] in PAIRS {
        let stage = Stage::shared(true).await;
        let mut publisher = stage.publisher("publisher", Over::Amqp, KEYS, 0, 1).await;
        let (mut one, mut two) = (stage.listens("one", there), stage.listens("two", joining));
        (one.rebalances, two.rebalances) = (true, true);
        (one.fails, two.fails) = (19, 19);
        let one = stage.listen(one).await;
        publisher.tell("begin").await;
        stage.handled(100).await;
        let two = stage.listen(two).await;
        let before = stage.history().count("one", Deed::Handled);
        let shared = |history: &History| history.count("two", Deed::Handled) > 60;
        let (history, took) = stage.until("the joiner handles its share", shared).await;
        publisher.leave().await;
        let sent = stage.history().numbers(Deed::Sent);
        stage.handled(sent.len()).await;
        for member in [one, two] {
            member.leave().await;
        }
        let others = history.count("one", Deed::Handled) - before;
        eprintln!("{there:?} is there, {joining:?} joins: 61 by the joiner and {others} by the other after {took:?}");
        assert_eq!(stage.in_order().repeats, 0, "{}", stage.told());
        assert_eq!(stage.history().numbers(Deed::Handled), sent);
    }
}

#[tokio::test]
async fn all_that_waits_is_handled_when_a_member_joins_while_another_holds_a_delivery() {
    for [holding, joining] in PAIRS {
        let stage = Stage::shared(true).await;
        let mut publisher = stage.publisher("publisher", Over::Amqp, KEYS, 0, 0).await;
        let (mut one, mut two) = (stage.listens("one", holding), stage.listens("two", joining));
        (one.rebalances, two.rebalances) = (true, true);
        // One at a time, so that whatever was fetched ahead waits behind it.
        (one.held, one.concurrency) = (Some(60), 1);
        let mut one = stage.listen(one).await;
        stage.send(&mut publisher, 60).await;
        stage.handled(60).await;
        // The first of these is held, and nothing comes after them.
        stage.send(&mut publisher, 300).await;
        stage.until("one holds", |history| history.numbers(Deed::Began).contains(&60)).await;
        let two = stage.listen(two).await;
        one.tell("release").await;
        let took = stage.handled(360).await;
        for member in [one, two, publisher] {
            member.leave().await;
        }
        let verdict = stage.in_order();
        eprintln!("{holding:?} holds, {joining:?} joins: {took:?}, {:?}", verdict.shares);
        assert_eq!(verdict.repeats, 0, "{}", stage.told());
        // It asks for one event at first, so that it may get only one key of a backlog that is given at once.
        assert!(verdict.shares.contains_key("two"), "the joiner has keys: {:?}", verdict.shares);
    }
}

#[tokio::test]
async fn all_that_waits_is_handled_when_the_joiner_is_killed_while_another_holds_a_delivery() {
    for [holding, joining] in PAIRS {
        let stage = Stage::shared(true).await;
        let mut publisher = stage.publisher("publisher", Over::Amqp, KEYS, 0, 0).await;
        let (mut one, mut two) = (stage.listens("one", holding), stage.listens("two", joining));
        (one.rebalances, two.rebalances) = (true, true);
        one.held = Some(0);
        let mut one = stage.listen(one).await;
        stage.send(&mut publisher, 60).await;
        stage.until("one holds", |history| history.count("one", Deed::Began) > 0).await;
        stage.listen(two).await.kill().await;
        one.tell("release").await;
        let took = stage.handled(60).await;
        eprintln!("{holding:?} holds, {joining:?} is killed: {took:?}");
        for member in [one, publisher] {
            member.leave().await;
        }
        stage.in_order();
    }
}
