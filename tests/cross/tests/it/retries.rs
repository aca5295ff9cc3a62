//! What one protocol's listener could not handle, the other's tries again: attempts are counted on.

use std::time::Duration;

use tidings_core::{
    Failure,
    policy::{Backoff, Retry},
};

use crate::support::{Facts, Listener, Order, Over, Reports, Tag, end, event, pairs, send_all, start, within};

/// Long enough for one manager to leave before its copies come back to it; where it is not, the count is as exact.
const PAUSE: Duration = Duration::from_millis(600);

fn retry(attempts: u32) -> Retry {
    Retry::DEFAULT.attempts(attempts).backoff(Backoff::fixed(PAUSE)).requeue()
}

/// The first fails and leaves; the second goes on from there.
async fn handed_on<T: Tag>(first: Over, second: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let fails = listener.reacting(first, |_| async { Err(Failure::new("told to fail")) });
    let failing =
        start(first.provider().await, |builder| builder.listen(listener.claim().retry(retry(20)), fails)).await;
    let sent = failing.compose(Order::<T>::new(1)).header("größe: 1", "a\\b\nc").key("customer 7");
    within("the confirmation", sent.send()).await.unwrap();
    let begun = listener.next().await;
    assert_eq!(begun.facts.attempt, 1);
    end(failing).await;
    let earlier = listener.rest();
    let going_on = start(second.provider().await, |builder| {
        builder.listen(listener.claim().retry(retry(20)), listener.ok(second))
    });
    let going_on = going_on.await;
    let heard = listener.next().await;
    assert_eq!(heard.over, second);
    assert_eq!(heard.event, begun.event);
    let attempt = u32::try_from(earlier.len()).unwrap() + 2;
    assert_eq!(heard.facts, Facts { attempt, ..begun.facts });
    end(going_on).await;
    assert_eq!(listener.rest().len(), 0, "it was handled once");
}

/// Both fail, each once: together they use up the attempts.
async fn used_up<T: Tag>(first: Over, second: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let failing = |over| {
        let name = format!("{over:?} fails");
        listener.reacting(over, move |_| std::future::ready(Err(Failure::new(name.clone()))))
    };
    let (one, other) = (failing(first), failing(second));
    let mut reports = Reports::new();
    let claim = listener.claim().retry(retry(20));
    let beginning = start(first.provider().await, |builder| builder.listen(claim, one)).await;
    within("the confirmation", beginning.send_event(Order::<T>::new(1))).await.unwrap();
    listener.next().await;
    end(beginning).await;
    let attempts = u32::try_from(listener.rest().len()).unwrap() + 2;
    let claim = listener.claim().retry(retry(2));
    let ending = start(second.provider().await, |builder| reports.of(builder.listen(claim, other))).await;
    let heard = listener.next().await;
    assert_eq!((heard.facts.attempt, heard.over), (attempts, second));
    reports.dead_letters(1).await;
    let mut dead = within("the dead letters", ending.dead_letters(listener.name())).await.unwrap();
    let letters = within("the list", dead.list(1)).await.unwrap();
    let notes: Vec<_> = letters.iter().filter_map(|letter| letter.note()).collect();
    assert_eq!(notes.len(), 1);
    assert_eq!((&*notes[0].reason, notes[0].attempts), (&*format!("{second:?} fails"), attempts));
    end(ending).await;
}

/// Both at work: whoever gets it next knows how often it was tried by both.
async fn alternately<T: Tag>() {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let mut managers = Vec::new();
    for over in Over::ALL {
        let fails = listener.reacting(over, |heard| async move {
            if heard.facts.attempt < 4 { Err(Failure::new("told to fail")) } else { Ok(()) }
        });
        let retry = Retry::DEFAULT.attempts(9).backoff(Backoff::fixed(Duration::from_millis(20))).requeue();
        let claim = listener.claim().retry(retry).concurrency(4);
        managers.push(start(over.provider().await, |builder| builder.listen(claim, fails)).await);
    }
    for (n, manager) in (0..).zip(&managers) {
        send_all(manager, (n * 15 + 1..=n * 15 + 15).map(Order::<T>::new)).await;
    }
    let mut heard: Vec<_> = listener.take(120).await.iter().map(|heard| (heard.event.n, heard.facts.attempt)).collect();
    for manager in managers {
        end(manager).await;
    }
    assert_eq!(listener.rest().len(), 0);
    heard.sort_unstable();
    let all: Vec<_> = (1..=30).flat_map(|n| (1..=4).map(move |attempt| (n, attempt))).collect();
    assert_eq!(heard, all);
}

#[tokio::test]
async fn each_attempt_is_made_once_where_both_listen() {
    event!(Here);
    alternately::<Here>().await;
}

#[tokio::test]
async fn each_attempt_of_a_durable_event_is_made_once_where_both_listen() {
    event!(Here: durable);
    alternately::<Here>().await;
}

pairs!(a_retry_of_one_is_the_next_attempt_of_the_other = handed_on);
pairs!(a_retry_of_a_durable_event_is_the_next_attempt_of_the_other = handed_on: durable);
pairs!(attempts_are_counted_together = used_up: durable);
