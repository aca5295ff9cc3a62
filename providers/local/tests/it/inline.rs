use tidings_core::provider::Target;
use tidings_local::Local;

use crate::support::{Rx, connect, order, ping, to_orders, to_pings};

#[tokio::test(start_paused = true)]
async fn an_address_is_inline_only_while_all_its_listeners_are_the_senders_own() {
    let local = Local::inline();
    let (mine, theirs) = (connect(&local).await, connect(&local).await);
    let (my_sender, their_sender) = (to_pings(&mine), to_pings(&theirs));
    assert!(!my_sender.is_inline(), "there is nobody to call");
    let first = Rx::open(&mine, &ping("a"), 1).await;
    let _second = Rx::open(&mine, &ping("b"), 1).await;
    assert!(my_sender.is_inline() && !their_sender.is_inline());
    let competing = Rx::open(&theirs, &ping("a"), 1).await;
    assert!(!my_sender.is_inline() && !their_sender.is_inline());
    competing.close().await;
    assert!(my_sender.is_inline());
    let other = Rx::open(&theirs, &ping("c"), 1).await;
    assert!(!my_sender.is_inline());
    drop(other);
    assert!(my_sender.is_inline());
    first.close().await;
    assert!(my_sender.is_inline(), "its queue went with it");
}

#[tokio::test(start_paused = true)]
async fn an_address_with_a_queue_that_nobody_receives_from_is_not_inline() {
    let connection = connect(&Local::inline()).await;
    let sender = to_orders(&connection);
    let (away, _here) = (Rx::open(&connection, &order("a"), 1).await, Rx::open(&connection, &order("b"), 1).await);
    assert!(sender.is_inline());
    away.close().await;
    assert!(!sender.is_inline(), "events must be kept for a");
    connection.remove_queue("a").await.expect("nobody uses it");
    assert!(sender.is_inline());
}

#[tokio::test(start_paused = true)]
async fn copies_and_dead_letters_are_never_inline() {
    let connection = connect(&Local::inline()).await;
    let _receiver = Rx::open(&connection, &ping("a"), 1).await;
    assert!(!connection.sender(&Target::Queue(ping("a"))).is_inline());
    assert!(!connection.sender(&Target::DeadLetters(ping("a"))).is_inline());
}

#[tokio::test(start_paused = true)]
async fn the_other_modes_are_never_inline() {
    for local in [Local::new(), Local::encoded()] {
        let connection = connect(&local).await;
        let _receiver = Rx::open(&connection, &ping("a"), 1).await;
        assert!(!to_pings(&connection).is_inline());
    }
}
