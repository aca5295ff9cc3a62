//! Listeners of both protocols work on one queue.

use crate::support::{Heard, Listener, Order, Over, Tag, end, event, send_all, start, within};

const EACH: u64 = 60;

/// Fails if some event came twice, or one is missing.
fn each_once<T: Tag>(heard: &[Heard<Order<T>>], count: u64) {
    let mut numbers: Vec<_> = heard.iter().map(|heard| heard.event.n).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
}

/// Both share the work; the first leaves amid of it, and the second goes on.
async fn share<T: Tag>(leaving: Over) {
    let staying = leaving.other();
    let mut listener = Listener::<Order<T>>::new("invoice");
    let first = start(leaving.provider().await, |builder| builder.listen(listener.claim(), listener.ok(leaving))).await;
    let second =
        start(staying.provider().await, |builder| builder.listen(listener.claim(), listener.ok(staying))).await;
    let (mut heard, mut sent) = (Vec::<Heard<Order<T>>>::new(), 0);
    // The broker gives to each in turn, as soon as each has told it to.
    let both_got_some = async {
        while !Over::ALL.iter().all(|over| heard.iter().any(|heard| heard.over == *over)) {
            sent += 1;
            send_all(&first, [Order::<T>::new(sent)]).await;
            heard.push(listener.next().await);
        }
    };
    within("the share of each", both_got_some).await;
    for manager in [&first, &second] {
        send_all(manager, (sent + 1..=sent + EACH).map(Order::<T>::new)).await;
        sent += EACH;
    }
    heard.extend(listener.take(10).await);
    end(first).await;
    heard.extend(listener.rest());
    let alone = sent;
    sent += EACH;
    send_all(&second, (alone + 1..=sent).map(Order::<T>::new)).await;
    heard.extend(listener.take(usize::try_from(sent).unwrap() - heard.len()).await);
    end(second).await;
    heard.extend(listener.rest());
    each_once(&heard, sent);
    assert!(heard.iter().all(|heard| heard.event.n <= alone || heard.over == staying), "one left, and still listened");
}

/// The same with a newcomer in place of the one that left.
async fn relay<T: Tag>() {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let mut heard = Vec::new();
    let mut at_work = None;
    for (round, over) in (0..).zip([Over::Amqp, Over::Stomp, Over::Amqp, Over::Stomp]) {
        let next =
            start(over.provider().await, |builder| builder.listen(listener.claim().concurrency(4), listener.ok(over)));
        let next = next.await;
        send_all(&next, (round * EACH + 1..=(round + 1) * EACH).map(Order::<T>::new)).await;
        if let Some(before) = at_work.replace(next) {
            end(before).await;
        }
    }
    heard.extend(listener.take(usize::try_from(4 * EACH).unwrap()).await);
    end(at_work.expect("the last one is at work")).await;
    heard.extend(listener.rest());
    each_once(&heard, 4 * EACH);
}

#[tokio::test]
async fn both_share_the_work_and_stomp_goes_on_when_amqp_leaves() {
    event!(Here);
    share::<Here>(Over::Amqp).await;
}

#[tokio::test]
async fn both_share_the_work_and_amqp_goes_on_when_stomp_leaves() {
    event!(Here);
    share::<Here>(Over::Stomp).await;
}

#[tokio::test]
async fn both_share_durable_work_and_stomp_goes_on_when_amqp_leaves() {
    event!(Here: durable);
    share::<Here>(Over::Amqp).await;
}

#[tokio::test]
async fn both_share_durable_work_and_amqp_goes_on_when_stomp_leaves() {
    event!(Here: durable);
    share::<Here>(Over::Stomp).await;
}

#[tokio::test]
async fn each_event_is_handled_once_while_listeners_come_and_go() {
    event!(Here: durable);
    relay::<Here>().await;
}
