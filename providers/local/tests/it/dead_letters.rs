use std::sync::Arc;

use tidings_core::{
    ErrorKind,
    envelope::{DeadLetterNote, Parcel},
    provider::{Admission, Connection, DeadLetterQueue, Settlement, Target},
    timestamp::Timestamp,
};
use tidings_local::Local;

use crate::support::{bounded, connect, not_sent, number, ping, pinged_with, send};

fn dead(n: u64) -> Arc<dyn Parcel> {
    let note = DeadLetterNote::new("broken", "a", "ping::a", "ping", 5, Timestamp::from_unix_millis(0));
    pinged_with(n, |head| head.set_dead_letter(Some(note)))
}

async fn write(connection: &Arc<dyn Connection>, letter: &Arc<dyn Parcel>) {
    send(&connection.sender(&Target::DeadLetters(ping("a"))), letter.clone()).await;
}

async fn open(connection: &Arc<dyn Connection>) -> Box<dyn DeadLetterQueue> {
    connection.dead_letters(&ping("a")).await.expect("dead letters can be opened")
}

async fn listed(queue: &mut Box<dyn DeadLetterQueue>, limit: usize) -> Vec<u64> {
    queue.list(limit).await.expect("they can be listed").iter().map(number).collect()
}

#[tokio::test(start_paused = true)]
async fn dead_letters_are_listed_without_being_consumed_oldest_first() {
    let connection = connect(&Local::new()).await;
    for n in 1..4 {
        write(&connection, &dead(n)).await;
    }
    let mut queue = open(&connection).await;
    assert_eq!(listed(&mut queue, 2).await, [1, 2]);
    assert_eq!(listed(&mut queue, 10).await, [1, 2, 3]);
    let letters = queue.list(1).await.expect("they can be listed");
    assert_eq!(letters[0].envelope().dead_letter().map(|note| note.attempts), Some(5));
}

#[tokio::test(start_paused = true)]
async fn dead_letters_are_kept_without_any_listener() {
    let local = Local::new();
    write(&connect(&local).await, &dead(1)).await;
    assert_eq!(listed(&mut open(&connect(&local).await).await, 10).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_that_is_held_is_out_of_everybody_elses_reach() {
    let connection = connect(&Local::new()).await;
    let (first, second) = (dead(1), dead(2));
    write(&connection, &first).await;
    write(&connection, &second).await;
    let (mut mine, mut theirs) = (open(&connection).await, open(&connection).await);
    let id = first.envelope().id();
    let held = mine.take(id).await.expect("it works").expect("it is there");
    assert_eq!(number(held.parcel()), 1);
    assert_eq!(listed(&mut theirs, 10).await, [2]);
    assert!(theirs.take(id).await.expect("it works").is_none());
    held.settle(Settlement::Return).await.expect("it goes back");
    assert_eq!(listed(&mut theirs, 10).await, [1, 2]);
    let held = theirs.take(id).await.expect("it works").expect("it is there again");
    held.settle(Settlement::Accept).await.expect("it is gone");
    assert_eq!(listed(&mut mine, 10).await, [2]);
    assert!(mine.take(id).await.expect("it works").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_dead_letter_goes_back() {
    let connection = connect(&Local::new()).await;
    let letter = dead(1);
    write(&connection, &letter).await;
    let mut queue = open(&connection).await;
    drop(queue.take(letter.envelope().id()).await.expect("it works").expect("it is there"));
    assert_eq!(listed(&mut queue, 10).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_that_finds_no_room_is_refused_and_none_is_lost() {
    let connection = connect(&Local::new().with_dead_letter_capacity(1)).await;
    let (kept, refused) = (dead(1), dead(2));
    write(&connection, &kept).await;
    let sender = connection.sender(&Target::DeadLetters(ping("a")));
    for admission in [Admission::Wait, Admission::Now, Admission::Beside] {
        assert_eq!(not_sent(bounded(sender.offer(refused.clone(), admission)).await), ErrorKind::Full);
    }
    assert_eq!(Arc::strong_count(&refused), 1);
    let mut queue = open(&connection).await;
    let held = queue.take(kept.envelope().id()).await.expect("it works").expect("it is there");
    held.settle(Settlement::Accept).await.expect("it is gone");
    write(&connection, &refused).await;
    assert_eq!(listed(&mut queue, 10).await, [2]);
}

#[tokio::test(start_paused = true)]
async fn listeners_have_dead_letters_of_their_own() {
    let connection = connect(&Local::new()).await;
    write(&connection, &dead(1)).await;
    let mut others = connection.dead_letters(&ping("b")).await.expect("dead letters can be opened");
    assert!(listed(&mut others, 10).await.is_empty());
    // Servers of one listener share them.
    let mut servers = connection.dead_letters(&ping("a").for_server("x")).await.expect("dead letters can be opened");
    assert_eq!(listed(&mut servers, 10).await, [1]);
}
