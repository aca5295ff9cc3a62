//! Whom the end of a connection is blamed on.

use super::*;

#[tokio::test(start_paused = true)]
async fn an_event_that_ends_every_connection_fails_for_good_and_its_neighbours_arrive() {
    let poison = |body: &str| if body == "poison" { Reaction::Close(odd()) } else { Reaction::Accept };
    let world = World::new(Model::new(|_| Reaction::Hold)).await;
    let before = [world.offer("a"), world.offer("b")];
    world.transferred(&["a", "b"]).await;
    world.model.react(poison);
    let culprit = world.offer("poison");
    let after = [world.offer("c"), world.offer("d")];
    match fate(culprit).await {
        Outcome::Undecided(error) => {
            assert_eq!(error.kind(), ErrorKind::Rejected);
            assert!(error.to_string().contains("again and again"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    for receipt in before.into_iter().chain(after) {
        assert!(matches!(fate(receipt).await, Outcome::Confirmed));
    }
    let poisonings = world.model.transfers().iter().filter(|body| *body == "poison").count();
    assert!(poisonings <= 3, "{poisonings}");
}

#[tokio::test(start_paused = true)]
async fn a_network_that_flaps_blames_no_event() {
    let mut flaps = 0;
    let flapping = move |_: &str| {
        flaps += 1;
        if flaps <= 10 { Reaction::Close(Fault::gone("connection reset by peer")) } else { Reaction::Accept }
    };
    let world = World::new(Model::new(flapping)).await;
    let receipts = ["a", "b", "c"].map(|body| world.offer(body));
    for receipt in receipts {
        assert!(matches!(fate(receipt).await, Outcome::Confirmed));
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_over_which_something_crashes_every_time_fails_in_the_end() {
    let crashing = |body: &str| match body {
        "poison" => Reaction::Close(Fault::gone("connection reset by peer")),
        _ => Reaction::Accept,
    };
    let world = World::new(Model::new(crashing)).await;
    let (culprit, next) = (world.offer("poison"), world.offer("next"));
    assert!(matches!(fate(culprit).await, Outcome::Undecided(_)));
    assert!(matches!(fate(next).await, Outcome::Confirmed));
    let poisonings = world.model.transfers().iter().filter(|body| *body == "poison").count();
    assert!(poisonings <= 12, "{poisonings}");
}

#[tokio::test(start_paused = true)]
async fn a_send_that_the_broker_names_in_its_refusal_fails_alone() {
    let full = Fault::new(Condition::Full, "AMQ229102: Address \"e\" is full.");
    let world = World::new(Model::new(move |body| match body {
        "b" => Reaction::Reject(full.clone()),
        _ => Reaction::Accept,
    }))
    .await;
    let receipts = [world.offer("a"), world.offer("b"), world.offer("c")];
    let mut fates = Vec::new();
    for receipt in receipts {
        fates.push(fate(receipt).await);
    }
    assert!(matches!(fates[0], Outcome::Confirmed) && matches!(fates[2], Outcome::Confirmed));
    match &fates[1] {
        Outcome::NotSent(error) => assert!(error.kind() == ErrorKind::Full && error.to_string().contains("AMQ229102")),
        other => panic!("{other:?}"),
    }
}
