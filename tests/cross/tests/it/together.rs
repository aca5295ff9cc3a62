//! Both protocols in one manager.

use std::sync::Arc;

use tidings_amqp::Amqp;
use tidings_broker::Artemis;
use tidings_core::{
    Failure,
    id::CausationId,
    policy::Retry,
    provider::{Provider, Split},
};
use tidings_stomp::Stomp;

use crate::support::{Facts, Listener, Order, Over, Reports, Tag, end, event, start, within};

async fn broker() -> &'static Artemis {
    tidings_broker::shared().await.unwrap_or_else(|missing| panic!("{missing}"))
}

/// One sends and the other listens.
fn split(broker: &Artemis, sending: Over) -> Arc<dyn Provider> {
    let (amqp, stomp) = (Amqp::connect(broker.amqp_url()), Stomp::connect(broker.stomp_url()));
    match sending {
        Over::Amqp => Arc::new(Split::new(amqp, stomp)),
        Over::Stomp => Arc::new(Split::new(stomp, amqp)),
    }
}

/// An order that goes out over one protocol causes a bill that goes out over the other, and both are heard elsewhere
/// over the protocols the other way round.
#[tokio::test]
async fn one_manager_sends_each_event_over_the_provider_that_it_is_for() {
    event!(Placed);
    event!(Billed: durable);
    let (mut placed, mut billed) = (Listener::<Order<Placed>>::new("bill"), Listener::<Order<Billed>>::new("post"));
    let (amqp, stomp) = (Over::Amqp.provider().await, Over::Stomp.provider().await);
    let crossed = start_both(&placed, &billed, (stomp, Over::Stomp), (amqp, Over::Amqp)).await;
    let elsewhere = Listener::<Order<Billed>>::new("archive");
    let (amqp, stomp) = (Over::Amqp.provider().await, Over::Stomp.provider().await);
    let mut archive = elsewhere;
    let sending = tidings_core::manager::EventManager::builder()
        .listeners::<()>()
        .provider_for::<(Order<Placed>,)>(amqp)
        .provider_for::<(Order<Billed>,)>(stomp)
        .listen(archive.claim(), archive.ok(Over::Stomp))
        .build()
        .unwrap_or_else(|problems| panic!("{problems}"));
    within("the start", sending.start()).await.unwrap();
    within("the confirmation", sending.send_event(Order::<Placed>::new(1))).await.unwrap();
    let order = placed.next().await;
    for listener in [&mut billed, &mut archive] {
        let bill = listener.next().await;
        assert_eq!(bill.event.n, 2);
        assert_eq!(bill.facts.correlation_id, order.facts.correlation_id);
        assert_eq!(bill.facts.causation_id, Some(CausationId::from(order.facts.id.clone())));
    }
    end(sending).await;
    end(crossed).await;
}

/// Orders over one provider, bills over another; an order causes a bill.
async fn start_both<A: Tag, B: Tag>(
    placed: &Listener<Order<A>>,
    billed: &Listener<Order<B>>,
    orders: (Arc<dyn Provider>, Over),
    bills: (Arc<dyn Provider>, Over),
) -> tidings_core::manager::EventManager {
    let record = placed.ok(orders.1);
    let bill = move |received: tidings_core::delivery::Received<Order<A>>| {
        let publisher = received.delivery().publisher();
        let recorded = record(received);
        async move {
            publisher.send_event(Order::<B>::new(2)).await?;
            recorded.await
        }
    };
    let manager = tidings_core::manager::EventManager::builder()
        .listeners::<()>()
        .provider_for::<(Order<A>,)>(orders.0)
        .provider_for::<(Order<B>,)>(bills.0)
        .listen(placed.claim(), bill)
        .listen(billed.claim(), billed.ok(bills.1))
        .build()
        .unwrap_or_else(|problems| panic!("{problems}"));
    within("the start", manager.start()).await.unwrap();
    manager
}

/// Sends by one, listens by the other; what fails is tried again and given up on where it is listened to.
async fn splits<T: Tag>(sending: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let mut reports = Reports::new();
    let fails = listener.reacting(sending.other(), |heard| async move {
        if heard.facts.replay == 0 { Err(Failure::new("told to fail")) } else { Ok(()) }
    });
    let claim = listener.claim().retry(Retry::DEFAULT.attempts(2).requeue());
    let manager = start(split(broker().await, sending), |builder| reports.of(builder.listen(claim, fails))).await;
    within("the confirmation", manager.compose(Order::<T>::new(1)).header("session", "s-1").send()).await.unwrap();
    let heard = listener.take(2).await;
    assert_eq!(heard[1].facts, Facts { attempt: 2, ..heard[0].facts.clone() });
    reports.dead_letters(1).await;
    let mut dead = within("the dead letters", manager.dead_letters(listener.name())).await.unwrap();
    let letters = within("the list", dead.list(10)).await.unwrap();
    let reasons: Vec<_> = letters.iter().map(|letter| letter.reason()).collect();
    assert_eq!(reasons, ["told to fail"]);
    assert!(within("to send it again", dead.resend(letters[0].id())).await.unwrap());
    assert_eq!(listener.next().await.facts, Facts { replay: 1, ..heard[0].facts.clone() });
    end(manager).await;
    assert_eq!(listener.rest().len(), 0);
}

#[tokio::test]
async fn a_manager_sends_over_amqp_and_listens_over_stomp() {
    event!(Here: durable);
    splits::<Here>(Over::Amqp).await;
}

#[tokio::test]
async fn a_manager_sends_over_stomp_and_listens_over_amqp() {
    event!(Here: durable);
    splits::<Here>(Over::Stomp).await;
}
