//! A queue that one protocol made is the one that the other would have made.

use tidings_core::{
    ErrorKind,
    event::{Event, EventRef},
    manager::Builder,
    subscription::Subscription,
};

use crate::support::{Listener, Order, Over, Tag, blank, end, event, pairs, send_all, start, within};

/// One makes it, the other finds nothing to complain of, and it gives what came in between.
async fn accepted<T: Tag>(first: Over, second: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let making = start(first.strict().await, |builder| builder.listen(listener.claim(), listener.ok(first))).await;
    let taking = start(second.strict().await, |builder| builder.listen(listener.claim(), listener.ok(second))).await;
    end(making).await;
    send_all(&taking, (1..=3).map(Order::<T>::new)).await;
    let heard: Vec<_> = listener.take(3).await.iter().map(|heard| (heard.event.n, heard.over)).collect();
    assert_eq!(heard, [1, 2, 3].map(|n| (n, second)));
    end(taking).await;
}

/// What was sent while nobody listened waits for a listener of either protocol.
async fn backlog<T: Tag>(first: Over, second: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    end(start(first.strict().await, |builder| builder.listen(listener.claim(), listener.ok(first))).await).await;
    let sending = start(second.provider().await, |builder| builder).await;
    send_all(&sending, (1..=40).map(Order::<T>::new)).await;
    end(sending).await;
    let taking = start(second.strict().await, |builder| builder.listen(listener.claim(), listener.ok(second))).await;
    let heard: Vec<_> = listener.take(40).await.iter().map(|heard| heard.event.n).collect();
    assert_eq!(heard, (1..=40).collect::<Vec<_>>());
    end(taking).await;
}

/// Each server has a queue of its own, and either protocol is one that it may speak.
async fn on_servers<T: Tag>(first: Over, second: Over) {
    let mut caches = [first, second].map(|over| (over, Listener::<Order<T>>::new("cache")));
    let mut managers = Vec::new();
    for (n, (over, cache)) in caches.iter().enumerate() {
        let claim = cache.claim().per_process();
        let provider = over.strict().await;
        let named = |builder: Builder| builder.server_name(format!("host:{n}")).listen(claim, cache.ok(*over));
        managers.push(start(provider, named).await);
    }
    send_all(&managers[0], (1..=5).map(Order::<T>::new)).await;
    for (_, cache) in &mut caches {
        let heard: Vec<_> = cache.take(5).await.iter().map(|heard| heard.event.n).collect();
        assert_eq!(heard, [1, 2, 3, 4, 5]);
    }
    for manager in managers {
        end(manager).await;
    }
    for (_, cache) in &mut caches {
        assert_eq!(cache.rest().len(), 0, "each server got each event once");
    }
}

/// A listener of this name has its queue on another event's address.
async fn refused(first: Over, second: Over) {
    event!(Placed: durable);
    event!(Billed: durable);
    let mut listener = Listener::<Order<Placed>>::new(&format!("invoice-{first:?}-{second:?}"));
    let there = start(first.provider().await, |builder| builder.listen(listener.claim(), listener.ok(first))).await;
    let thief = Listener::<Order<Billed>>::new("thief");
    let claim = Subscription::to(listener.name().to_owned(), EventRef::of::<Order<Billed>>());
    let builder = blank().provider(second.provider().await).listen(claim, thief.ok(second));
    let thieving = builder.build().unwrap_or_else(|problems| panic!("{problems}"));
    let error = within("the start", thieving.start()).await.expect_err("it took the queue of another event");
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let shown = error.to_string();
    for part in [Order::<Placed>::info().name(), Order::<Billed>::info().name(), listener.name()] {
        assert!(shown.contains(part), "{part} is missing in: {shown}");
    }
    send_all(&there, [Order::<Placed>::new(1)]).await;
    assert_eq!(listener.next().await.event.n, 1);
    end(there).await;
}

#[tokio::test]
async fn nobody_takes_the_queue_of_another_event_whoever_made_it() {
    for first in Over::ALL {
        for second in Over::ALL {
            refused(first, second).await;
        }
    }
}

/// The queue of a listener that never comes back.
async fn removed<T: Tag>(first: Over, second: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    end(start(first.provider().await, |builder| builder.listen(listener.claim(), listener.ok(first))).await).await;
    let operator = start(second.provider().await, |builder| builder).await;
    send_all(&operator, [Order::<T>::new(1)]).await;
    within("the removal", operator.topology().remove(listener.name())).await.unwrap();
    let gone = within("the second removal", operator.topology().remove(listener.name())).await;
    assert_eq!(gone.map_err(|error| error.kind()), Err(ErrorKind::NotFound));
    let anew = start(first.provider().await, |builder| builder.listen(listener.claim(), listener.ok(first))).await;
    send_all(&operator, [Order::<T>::new(2)]).await;
    assert_eq!(listener.next().await.event.n, 2);
    end(anew).await;
    end(operator).await;
}

pairs!(a_queue_of_one_is_what_the_other_would_make = accepted);
pairs!(a_durable_queue_of_one_is_what_the_other_would_make = accepted: durable);
pairs!(a_queue_of_keyed_events_of_one_is_what_the_other_would_make = accepted: durable, keyed);
pairs!(a_backlog_waits_for_either = backlog: durable);
pairs!(every_server_gets_each_event_whatever_it_speaks = on_servers);
pairs!(every_server_gets_each_durable_event_whatever_it_speaks = on_servers: durable);
pairs!(a_queue_of_one_is_removed_by_the_other = removed: durable);
