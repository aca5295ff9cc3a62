//! Processes that are replaced one after the other, under load.

use tidings_process_tests::Deed;

use crate::support::{Member, Over, Stage};

/// How often each listener is replaced.
const ROUNDS: usize = 10;
/// So many events are handled between two replacements.
const BETWEEN: usize = 40;

async fn lose_nothing(over: Over, keyed: bool) {
    let stage = Stage::shared(keyed).await;
    let (one, two) = (stage.listens("one", over), stage.listens("two", over));
    let mut members = [stage.listen(one.clone()).await, stage.listen(two.clone()).await];
    let mut publisher = publisher(&stage, over).await;
    for _ in 0..ROUNDS {
        for (member, listen) in members.iter_mut().zip([&one, &two]) {
            goes_on(&stage).await;
            let replaced =
                std::mem::replace(member, Member::start(&tidings_process_tests::Role::Listen(listen.clone())));
            replaced.leave().await;
        }
        goes_on(&stage).await;
        publisher.leave().await;
        publisher = self::publisher(&stage, over).await;
    }
    goes_on(&stage).await;
    publisher.leave().await;
    let sent = stage.history().numbers(Deed::Sent);
    stage.handled(sent.len()).await;
    let [mut one, two] = members;
    one.tell("dead letters").await;
    let (history, _) = stage.until("the dead letters", |history| history.count("one", Deed::Done) > 0).await;
    one.leave().await;
    two.leave().await;
    let verdict = stage.history().judge();
    eprintln!(
        "{over:?}, keyed: {keyed}: {} events, {} repeats, {} processes",
        sent.len(),
        verdict.repeats,
        history.of(Deed::Ready).count()
    );
    assert_eq!(verdict.handled, sent, "{}", stage.told());
    assert_eq!(history.of(Deed::Dead).count(), 0, "{}", stage.told());
    assert_eq!(verdict.repeats, 0, "{}", stage.told());
    if keyed {
        stage.in_order();
    }
}

/// One that sends from where the one before ended.
async fn publisher(stage: &Stage<'_>, over: Over) -> Member {
    let next = stage.history().numbers(Deed::Sent).last().map_or(0, |last| last + 1);
    let mut publisher = stage.publisher("publisher", over, 7, next, 1).await;
    publisher.tell("begin").await;
    publisher
}

async fn goes_on(stage: &Stage<'_>) {
    let so_far = stage.history().numbers(Deed::Handled).len();
    stage.handled(so_far + BETWEEN).await;
}

#[tokio::test]
async fn ten_rolling_restarts_under_load_lose_repeat_and_bury_nothing_over_amqp() {
    lose_nothing(Over::Amqp, false).await;
}

#[tokio::test]
async fn ten_rolling_restarts_under_load_lose_repeat_and_bury_nothing_over_stomp() {
    lose_nothing(Over::Stomp, false).await;
}

#[tokio::test]
async fn ten_rolling_restarts_under_load_keep_the_order_of_keys_over_amqp() {
    lose_nothing(Over::Amqp, true).await;
}

#[tokio::test]
async fn ten_rolling_restarts_under_load_keep_the_order_of_keys_over_stomp() {
    lose_nothing(Over::Stomp, true).await;
}
