//! A broker holds an event back as long as its sender said, whoever listens.

use std::time::Duration;

use tokio::time::Instant;

use crate::support::{Listener, Order, Over, Tag, end, pairs, start, within};

const DELAY: Duration = Duration::from_millis(700);
/// The clocks of two machines, rounded to milliseconds.
const ROUNDING: Duration = Duration::from_millis(2);

async fn later<T: Tag>(from: Over, to: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let listening = start(to.provider().await, |builder| builder.listen(listener.claim(), listener.ok(to))).await;
    let sending = start(from.provider().await, |builder| builder).await;
    let begun = Instant::now();
    let delayed = sending.compose(Order::<T>::new(1)).header("session", "s-1").delay(DELAY);
    within("the confirmation", delayed.send()).await.unwrap();
    within("the confirmation", sending.send_event(Order::<T>::new(2))).await.unwrap();
    let heard = listener.take(2).await;
    let numbers: Vec<_> = heard.iter().map(|heard| heard.event.n).collect();
    assert_eq!(numbers, [2, 1], "the second overtakes the delayed one");
    let waited = heard[1].at - begun + ROUNDING;
    assert!(waited >= DELAY, "it came after {waited:?}");
    assert_eq!(heard[1].facts.headers, [("session".to_owned(), "s-1".to_owned())]);
    end(sending).await;
    end(listening).await;
}

pairs!(a_delayed_event_comes_after_its_delay = later);
pairs!(a_delayed_durable_event_comes_after_its_delay = later: durable);
