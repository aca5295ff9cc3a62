//! Listeners of both protocols work on one queue.

use std::sync::Arc;

use tidings_core::manager::EventManager;
use tokio::sync::Barrier;

use crate::support::{Heard, Listener, Order, Over, Tag, end, event, send_all, start};

const EACH: u64 = 60;

/// Fails if some event came twice, or one is missing.
fn each_once<T: Tag>(heard: &[Heard<Order<T>>], count: u64) {
    let mut numbers: Vec<_> = heard.iter().map(|heard| heard.event.n).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
}

/// Both at work at the same time, since neither can handle its first event alone.
async fn meeting<T: Tag>(listener: &Listener<Order<T>>, order: [Over; 2]) -> [EventManager; 2] {
    let meeting = Arc::new(Barrier::new(2));
    let mut managers = Vec::new();
    for over in order {
        let meeting = meeting.clone();
        let meets = listener.reacting(over, move |heard| {
            let meeting = meeting.clone();
            async move {
                if heard.event.n <= 2 {
                    meeting.wait().await;
                }
                Ok(())
            }
        });
        managers.push(start(over.provider().await, |builder| builder.listen(listener.claim(), meets)).await);
    }
    managers.try_into().unwrap_or_else(|_| panic!("two managers"))
}

/// Both share the work; the first leaves amid of it, and the second goes on.
async fn share<T: Tag>(leaving: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let [first, second] = meeting(&listener, [leaving, leaving.other()]).await;
    send_all(&first, (1..=2).map(Order::<T>::new)).await;
    let mut heard = listener.take(2).await;
    assert_ne!(heard[0].over, heard[1].over, "each began one");
    for (n, manager) in (0..).zip([&first, &second]) {
        send_all(manager, (n * EACH + 3..(n + 1) * EACH + 3).map(Order::<T>::new)).await;
    }
    heard.extend(listener.take(10).await);
    end(first).await;
    let before = heard.len() + listener.rest().into_iter().map(|late| heard.push(late)).count();
    send_all(&second, (2 * EACH + 3..=3 * EACH + 2).map(Order::<T>::new)).await;
    let all = usize::try_from(3 * EACH + 2).unwrap();
    heard.extend(listener.take(all - before).await);
    end(second).await;
    heard.extend(listener.rest());
    each_once(&heard, 3 * EACH + 2);
    let last: Vec<_> = heard.iter().filter(|heard| heard.event.n > 2 * EACH + 2).map(|heard| heard.over).collect();
    assert!(last.iter().all(|over| *over == leaving.other()), "the one that stays got what was sent last");
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
