//! What is sent while handling belongs to the conversation of what is handled.

use std::sync::Arc;

use tidings_core::{
    Result,
    delivery::{Delivery, Received},
    envelope::Envelope,
    id::CorrelationId,
    listener::EventListener,
    manager::EventManager,
    sending::Publisher,
    testing::{Queue, Script},
};
use tokio::sync::OnceCell;

use crate::support::*;

/// A publisher that a listener was given, as a service would be.
type Injected = Arc<OnceCell<Publisher>>;

/// A manager whose listener of orders does this with an injected publisher.
async fn handling<Fut>(
    work: impl Fn(Publisher, Received<Order>) -> Fut + Send + Sync + 'static,
) -> (EventManager, Script)
where
    Fut: Future<Output = Result> + Send + 'static,
{
    let (script, injected) = (Script::new(), Injected::default());
    let publisher = injected.clone();
    let listener = move |received: Received<Order>| work(publisher.get().unwrap().clone(), received);
    let manager = started(over(&script).listen(orders(), listener)).await;
    injected.set(manager.publisher()).unwrap();
    (manager, script)
}

/// Handles one event of the conversation `talk`, and gives its id.
async fn handle(queue: &Queue) -> String {
    let mut id = String::new();
    queue.push_with(order(1), |head| {
        head.set_correlation_id(CorrelationId::parse("talk"));
        id = head.id().to_string();
    });
    bounded(queue.settlements(1)).await;
    id
}

fn belongs(envelope: &Envelope, cause: &str) -> bool {
    envelope.correlation_id().to_string() == "talk" && envelope.causation_id().is_some_and(|id| id.to_string() == cause)
}

fn stands_alone(envelope: &Envelope) -> bool {
    envelope.causation_id().is_none() && envelope.correlation_id() == envelope.id().clone().into()
}

#[tokio::test(start_paused = true)]
async fn whatever_an_injected_publisher_sends_while_handling_inherits_the_conversation() {
    let (_manager, script) = handling(|publisher, _| async move {
        publisher.send_event(Ping(1)).await?;
        publisher.compose(Ping(2)).header("tenant", "a").send().await?;
        publisher.send_events([Ping(3)]).await.remove(0)?;
        publisher.emit("stock.low", &4).await?;
        publisher.post(Ping(5));
        publisher.compose(Ping(6)).post();
        Ok(())
    })
    .await;
    let cause = handle(&script.queue("invoice")).await;
    let offers = bounded(script.offered(6)).await;
    assert!(offers.iter().all(|offer| belongs(offer.envelope(), &cause)), "{offers:?}");
}

#[tokio::test(start_paused = true)]
async fn a_send_may_name_another_conversation_and_keeps_its_cause() {
    let (_manager, script) = handling(|publisher, _| async move {
        publisher.compose(Ping(1)).correlation_id(CorrelationId::parse("other")).send().await?;
        Ok(())
    })
    .await;
    let cause = handle(&script.queue("invoice")).await;
    let offers = script.offers();
    let envelope = offers[0].envelope();
    assert_eq!(envelope.correlation_id().to_string(), "other");
    assert_eq!(envelope.causation_id().unwrap().to_string(), cause);
}

#[tokio::test(start_paused = true)]
async fn the_deliverys_own_publisher_inherits_it_from_any_task() {
    let (_manager, script) = handling(|_, received| async move {
        let publisher = received.delivery().publisher();
        #[expect(clippy::disallowed_methods, reason = "a bare task is what is tested")]
        tokio::spawn(async move { publisher.send_event(Ping(1)).await }).await??;
        Ok(())
    })
    .await;
    let cause = handle(&script.queue("invoice")).await;
    assert!(belongs(script.offers()[0].envelope(), &cause));
}

#[tokio::test(start_paused = true)]
async fn a_task_spawned_by_tidings_keeps_the_conversation_and_a_bare_one_does_not() {
    let (_manager, script) = handling(|publisher, _| async move {
        let (kept, bare) = (publisher.clone(), publisher);
        tidings_core::sending::spawn(async move { kept.send_event(Ping(1)).await }).await??;
        #[expect(clippy::disallowed_methods, reason = "a bare task is what is tested")]
        tokio::spawn(async move { bare.send_event(Ping(2)).await }).await??;
        Ok(())
    })
    .await;
    let cause = handle(&script.queue("invoice")).await;
    let offers = script.offers();
    assert!(belongs(offers[0].envelope(), &cause));
    assert!(stands_alone(offers[1].envelope()));
}

#[tokio::test(start_paused = true)]
async fn outside_of_a_listener_every_event_begins_a_conversation_of_its_own() {
    let script = Script::new();
    let manager = sending(&script).await;
    bounded(manager.send_event(Ping(1))).await.unwrap();
    bounded(tidings_core::sending::spawn({
        let publisher = manager.publisher();
        async move { publisher.send_event(Ping(2)).await }
    }))
    .await
    .unwrap()
    .unwrap();
    assert!(script.offers().iter().all(|offer| stands_alone(offer.envelope())));
}

struct Forwarding(Injected);

impl EventListener<Order> for Forwarding {
    async fn on(&self, event: &Order, _: Delivery<'_>) -> Result {
        Ok(self.0.get().unwrap().send_event(Ping(event.order)).await?)
    }
}

#[tokio::test(start_paused = true)]
async fn listeners_at_work_side_by_side_keep_their_conversations_apart() {
    let (script, injected) = (Script::new(), Injected::default());
    let subscription = orders().concurrency(4);
    let manager = started(over(&script).listen(subscription, Forwarding(injected.clone()))).await;
    injected.set(manager.publisher()).unwrap();
    let queue = script.queue("invoice");
    for number in 0..4 {
        queue.push_with(order(number), |head| head.set_correlation_id(CorrelationId::parse(&number.to_string())));
    }
    bounded(queue.settlements(4)).await;
    for offer in script.offers() {
        let ping: Ping = serde_json::from_slice(offer.envelope().body().unwrap()).unwrap();
        assert_eq!(offer.envelope().correlation_id().to_string(), ping.0.to_string());
    }
}
