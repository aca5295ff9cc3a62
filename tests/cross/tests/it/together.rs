//! Both protocols in one manager.

use std::sync::Arc;

use tidings_amqp::Amqp;
use tidings_broker::Artemis;
use tidings_core::{
    Failure,
    delivery::Received,
    id::CausationId,
    manager::Builder,
    policy::Retry,
    provider::{Provider, Split},
};
use tidings_stomp::Stomp;

use crate::support::{Facts, Listener, Order, Over, Reports, Tag, begin, blank, end, event, start, within};

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

/// Orders over one protocol and bills over the other.
async fn both<A: Tag, B: Tag>(orders: Over, bills: Over) -> Builder {
    let (orders, bills) = (orders.provider().await, bills.provider().await);
    blank().provider_for::<(Order<A>,)>(orders).provider_for::<(Order<B>,)>(bills)
}

/// An order goes out over one protocol and causes a bill that goes out over the other, to a manager that does it the
/// other way round.
#[tokio::test]
async fn one_manager_sends_and_listens_over_the_provider_of_each_event() {
    event!(Placed: durable);
    event!(Billed);
    let mut placed = Listener::<Order<Placed>>::new("bill");
    let (mut here, mut elsewhere) = (Listener::<Order<Billed>>::new("post"), Listener::<Order<Billed>>::new("archive"));
    let record = placed.ok(Over::Stomp);
    let bill = move |received: Received<Order<Placed>>| {
        let publisher = received.delivery().publisher();
        let recorded = record(received);
        async move {
            publisher.send_event(Order::<Billed>::new(2)).await?;
            recorded.await
        }
    };
    let billing = both::<Placed, Billed>(Over::Stomp, Over::Amqp).await;
    let billing = begin(billing.listen(placed.claim(), bill).listen(here.claim(), here.ok(Over::Amqp))).await;
    let ordering = both::<Placed, Billed>(Over::Amqp, Over::Stomp).await;
    let ordering = begin(ordering.listen(elsewhere.claim(), elsewhere.ok(Over::Stomp))).await;
    within("the confirmation", ordering.send_event(Order::<Placed>::new(1))).await.unwrap();
    let order = placed.next().await.facts;
    for listener in [&mut here, &mut elsewhere] {
        let bill = listener.next().await;
        assert_eq!(bill.event.n, 2);
        assert_eq!(bill.facts.correlation_id, order.correlation_id);
        assert_eq!(bill.facts.causation_id, Some(CausationId::from(order.id.clone())));
    }
    end(ordering).await;
    end(billing).await;
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
    let letters = within("the list", dead.list(1)).await.unwrap();
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
