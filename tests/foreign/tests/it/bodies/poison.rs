//! A uuid or a timestamp among the application properties: Artemis cannot write such a message as a STOMP frame, and
//! ends the consumer that it would give it to, until it gives up on the message.

use std::time::Duration;

use serde_json::{Value, json};
use tidings::{
    Error, ErrorKind,
    manager::{DeadLetter, DeadLetters, EventManager},
};
use tidings_broker::Artemis;
use tokio::time::sleep;

use super::{cases::ORDER, send};
use crate::support::*;

fn uuid() -> Value {
    json!({ "header": { "uuid": "07070707-0707-0707-0707-070707070707" } })
}

fn timestamp() -> Value {
    json!({ "header": { "timestamp": 1_795_253_400_250_u64 } })
}

/// Waits until the health of a listener is, or is no longer, up.
async fn listener_is_up(manager: &EventManager, listener: &str, must: bool) {
    let is_up = || {
        let health = manager.health();
        health.listeners.iter().filter(|(queue, _)| queue.ends_with(listener)).all(|(_, health)| health.is_up())
            && health.providers.iter().all(|(_, health)| health.is_up())
    };
    let changed = async {
        while is_up() != must {
            // Nothing tells of a change.
            sleep(Duration::from_millis(1)).await;
        }
    };
    within(if must { "health" } else { "the loss of health" }, changed).await;
}

/// Two listeners, one of which gets the message.
async fn a_poisonous_message_ends_as_a_dead_letter_of_the_broker<E: Order, Other: Order>(
    broker: &Artemis,
    properties: &Value,
) {
    let (mut archive, mut other) = (Listener::<E>::new("archive"), Listener::<Other>::new("other"));
    // The broker answers nobody for some seconds now and then while it ends a consumer.
    let builder = manager(broker, Over::Stomp).limits(|limits| limits.send_timeout = Duration::from_secs(60));
    let manager = start(other.on(archive.on(builder))).await;
    let mut peer = Peer::start("proton_send", broker, Over::Amqp, json!({})).await;
    let order = |order: u64| json!({ "string": json!(E::new(order)).to_string() });
    send::<E>(&mut peer, &order(1), &json!({})).await;
    assert_eq!(archive.next().await.event.number(), 1);

    let poison = json!({ "address": E::info().address(), "id": "poison", "body": { "string": ORDER } });
    peer.does(with(poison, properties), "sent").await;
    send::<E>(&mut peer, &order(2), &json!({})).await;
    listener_is_up(&manager, archive.name(), false).await;
    manager.send_event(Other::new(1)).await.unwrap();
    assert_eq!(other.next().await.event.number(), 1);
    // Over STOMP nobody can look at it once the broker has given up on it, but at the dead letters of others.
    let is_given_up = |list: &List| list.as_ref().is_err_and(|error| error.kind() == ErrorKind::Rejected);
    within("the end of patience", listed(&manager, archive.name(), is_given_up)).await;
    within("the list of others", listed(&manager, other.name(), |list| list.as_ref().is_ok_and(Vec::is_empty))).await;
    listener_is_up(&manager, archive.name(), true).await;
    // What waited behind it was handled, perhaps more than once.
    while archive.next().await.event.number() != 2 {}
    manager.send_event(E::new(3)).await.unwrap();
    while archive.next().await.event.number() != 3 {}
    end(manager).await;

    let over_amqp = start(archive.on(crate::support::manager(broker, Over::Amqp))).await;
    let mut letters = letters(&over_amqp, &archive).await;
    let list = within("the list", letters.list(10)).await.unwrap();
    let letter = list.iter().find(|letter| letter.id().to_string() == "poison").unwrap();
    assert_eq!((letter.reason(), letter.envelope().body().unwrap().as_ref()), ("broker", ORDER.as_bytes()));
    assert!(within("the discarding", letters.discard(letter.id())).await.unwrap());
    end(over_amqp).await;
}

fn with(mut order: Value, properties: &Value) -> Value {
    order["properties"] = properties.clone();
    order
}

type List = Result<Vec<DeadLetter>, Error>;

/// Lists the dead letters of a listener until the list is such.
async fn listed(manager: &EventManager, of: &str, must: impl Fn(&List) -> bool) {
    loop {
        let list = match manager.dead_letters(of).await {
            Ok(mut letters) => letters.list(10).await,
            Err(error) => Err(error),
        };
        if must(&list) {
            return;
        }
        // A list takes its time by itself, but for that of a connection that is lost.
        sleep(Duration::from_millis(10)).await;
    }
}

async fn letters<E: Order>(manager: &EventManager, of: &Listener<E>) -> DeadLetters {
    within("the dead letters", manager.dead_letters(of.name())).await.unwrap()
}

/// A broker that gives up soon.
async fn impatient() -> Artemis {
    let setting = "<max-delivery-attempts>3</max-delivery-attempts>";
    Artemis::builder().address_setting("it.#", setting).start().await.unwrap()
}

#[tokio::test]
async fn over_stomp_a_uuid_property_ends_as_a_dead_letter_of_the_broker_and_other_listeners_go_on() {
    order_event!(Placed: durable);
    order_event!(Shipped: durable);
    let broker = impatient().await;
    a_poisonous_message_ends_as_a_dead_letter_of_the_broker::<Placed, Shipped>(&broker, &uuid()).await;
}

#[tokio::test]
async fn over_stomp_a_timestamp_property_ends_as_a_dead_letter_of_the_broker_and_other_listeners_go_on() {
    order_event!(Placed: durable);
    order_event!(Shipped: durable);
    let broker = impatient().await;
    a_poisonous_message_ends_as_a_dead_letter_of_the_broker::<Placed, Shipped>(&broker, &timestamp()).await;
}

#[tokio::test]
async fn over_stomp_a_uuid_property_ends_as_a_dead_letter_of_a_broker_of_the_default_patience() {
    order_event!(Placed: durable);
    order_event!(Shipped: durable);
    let broker = Artemis::start().await.unwrap();
    a_poisonous_message_ends_as_a_dead_letter_of_the_broker::<Placed, Shipped>(&broker, &uuid()).await;
}
