//! What a manager's listeners see of a broker that hurts them.

use std::sync::{Arc, OnceLock};

use tidings_broker::{Artemis, shared};
use tidings_core::{
    delivery::{ExternalEvent, Received},
    manager::{EventManager, ManagerHealth},
    provider::Health,
    subscription::Subscription,
};
use tokio::sync::watch;

use crate::{Protocol, operator, proxy::Proxy, support::*};

/// How often an event was handled, and how often it was known to have been, if its connection is cut in the middle.
async fn cut_while_handling(protocol: &Protocol, inbox: Option<u32>) -> (u64, u64) {
    let broker = shared().await.unwrap();
    let proxy = Arc::new(Proxy::to((protocol.port)(broker)).await);
    let (event, claim) = durable();
    let mut subscription = Subscription::to(claim.listener().to_owned(), event.clone());
    if let Some(room) = inbox {
        subscription = subscription.inbox(room);
    }
    let handled = Arc::new(watch::Sender::new(0));
    let (told, cutting) = (handled.clone(), proxy.clone());
    let watching = Arc::new(OnceLock::<EventManager>::new());
    let watched = watching.clone();
    let listener = move |_: Received<ExternalEvent>| {
        let (told, proxy, manager) = (told.clone(), cutting.clone(), watched.clone());
        async move {
            if *told.borrow() == 0 {
                let mut changes = manager.get().expect("it was started").health_changes();
                assert!(within(changes.next()).await.is_some_and(|health| health.is_up()));
                proxy.cut();
                // What ends now settles nothing any more.
                while within(changes.next()).await.is_some_and(|health| health.is_up()) {}
            }
            told.send_modify(|n| *n += 1);
            Ok(())
        }
    };
    let manager = EventManager::builder()
        .listeners::<()>()
        .provider((protocol.provider)(&protocol.local(proxy.port())))
        .limits(|all| *all = limits())
        .listen(subscription, listener)
        .build()
        .unwrap();
    within(manager.start()).await.unwrap();
    watching.set(manager.clone()).unwrap_or_else(|_| panic!("it is set once"));
    let sender = protocol.connect(broker).await;
    send(&*sender, &event, "{}").await;
    within(handled.subscribe().wait_for(|n| *n > 0)).await.unwrap();
    // Given again, and then accepted.
    operator::holds(broker, &claim.queue(), 0).await;
    let duplicates = manager.ledger().deliveries().duplicates;
    within(manager.shutdown()).await.unwrap();
    close(&*sender).await;
    let handled = *handled.borrow();
    (handled, duplicates)
}

pub async fn what_was_handled_while_the_connection_was_cut_is_not_handled_again_by_a_listener_with_an_inbox(
    protocol: &Protocol,
) {
    assert_eq!(cut_while_handling(protocol, Some(100)).await, (1, 1));
    // Without one it is: the case is what it says.
    assert_eq!(cut_while_handling(protocol, None).await, (2, 0));
}

pub async fn a_listener_whose_queue_was_destroyed_is_not_up_until_it_receives_again(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let ((event, claim), (other, other_claim)) = (durable(), durable());
    let received = Arc::new(watch::Sender::new(0));
    let told = received.clone();
    let listener = move |_: Received<ExternalEvent>| {
        let told = told.clone();
        async move {
            told.send_modify(|n| *n += 1);
            Ok(())
        }
    };
    let manager = EventManager::builder()
        .listeners::<()>()
        .provider((protocol.provider)(&protocol.url(broker)))
        .limits(|all| *all = limits())
        .listen(Subscription::to(claim.listener().to_owned(), event.clone()), listener)
        .listen(Subscription::to(other_claim.listener().to_owned(), other), |_: Received<ExternalEvent>| async {
            Ok(())
        })
        .build()
        .unwrap();
    within(manager.start()).await.unwrap();
    let mut changes = manager.health_changes();
    let own = |health: &ManagerHealth| health.listener(&claim.queue()).cloned().unwrap();
    let first = within(changes.next()).await.unwrap();
    assert!(first.is_up(), "{first:?}");
    // With its consumers.
    operator::manage(broker, "destroyQueue", &format!("[\"{}\", true]", claim.queue())).await.unwrap();
    let mut lost = within(changes.next()).await.unwrap();
    while own(&lost).is_up() {
        lost = within(changes.next()).await.unwrap();
    }
    assert!(matches!(own(&lost), Health::Degraded(_) | Health::Down(_)), "{lost:?}");
    assert_eq!(lost.listener(&other_claim.queue()), Some(&Health::Up), "the other is not to blame");
    while !own(&lost).is_up() {
        lost = within(changes.next()).await.unwrap();
    }
    // It says so only when it is so.
    let sender = protocol.connect(broker).await;
    send(&*sender, &event, "{}").await;
    within(received.subscribe().wait_for(|n| *n > 0)).await.unwrap();
    let (id, _) = manager.subscriptions().into_iter().find(|(_, info)| info.name() == claim.listener()).unwrap();
    assert!(within(manager.unsubscribe(id)).await);
    assert_eq!(within(changes.next()).await.unwrap().listeners.len(), 1, "an unsubscribed listener is not listed");
    within(manager.shutdown()).await.unwrap();
    close(&*sender).await;
}

pub async fn no_listener_is_up_while_the_broker_is_gone(protocol: &Protocol) {
    let broker = Artemis::start().await.unwrap();
    let (event, claim) = durable();
    let manager = EventManager::builder()
        .listeners::<()>()
        .provider((protocol.provider)(&protocol.url(&broker)))
        .limits(|all| *all = limits())
        .listen(Subscription::to(claim.listener().to_owned(), event), |_: Received<ExternalEvent>| async { Ok(()) })
        .build()
        .unwrap();
    within(manager.start()).await.unwrap();
    let mut changes = manager.health_changes();
    let mut until = async |up: bool| loop {
        let health = within(changes.next()).await.unwrap();
        if health.listener(&claim.queue()).is_some_and(|health| health.is_up() == up) {
            return health;
        }
    };
    until(true).await;
    broker.kill().await.unwrap();
    let gone = until(false).await;
    assert!(gone.listener(&claim.queue()).and_then(Health::reason).is_some(), "{gone:?}");
    broker.restart().await.unwrap();
    until(true).await;
    within(manager.shutdown()).await.unwrap();
}
