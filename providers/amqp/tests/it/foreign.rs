//! What foreign clients send is an event, or an unreadable delivery that does not stop the next one.

use fe2o3_amqp::types::{
    messaging::{AmqpValue, ApplicationProperties, Data, Message},
    primitives::{Binary, OrderedMap, SimpleValue, Uuid, Value},
};
use tidings_broker::shared;
use tidings_core::provider::Content;

use crate::{raw, support::*};

#[tokio::test]
async fn strings_binary_and_data_of_foreign_senders_are_events() {
    let broker = shared().await.unwrap();
    let connection = connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let session = ApplicationProperties::builder().insert("session", SimpleValue::from("s-1")).build();
    let aspyx = Message::builder().application_properties(session);
    raw::send(broker, event.address(), aspyx.body(AmqpValue("{\"a\": 1}".to_owned())).build()).await;
    raw::send(broker, event.address(), Message::from(AmqpValue(Value::Binary(Binary::from(b"{}".to_vec()))))).await;
    raw::send(broker, event.address(), Message::from(Data(Binary::from(b"{}".to_vec())))).await;
    let first = listener.next().await;
    assert_eq!(text(&first), "{\"a\": 1}");
    assert_eq!(readable(&first).get("session"), Some("s-1"));
    assert!(readable(&first).id().uuid().is_some());
    listener.accept(first.token);
    assert_eq!((listener.take().await, listener.take().await), ("{}".into(), "{}".into()));
    close(&*connection).await;
}

#[tokio::test]
async fn what_is_no_event_is_unreadable_and_the_next_one_is_handled() {
    let broker = shared().await.unwrap();
    let connection = connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let map = Value::Map(OrderedMap::from_iter([(Value::String("a".into()), Value::Int(1))]));
    let list = Value::List(vec![Value::Int(1)]);
    for (body, word) in [(map, "map"), (list, "list"), (Value::Int(7), "neither")] {
        raw::send(broker, event.address(), Message::from(AmqpValue(body))).await;
        let incoming = listener.next().await;
        match &incoming.content {
            Content::Unreadable { reason, .. } => assert!(reason.contains(word), "{reason}"),
            _ => panic!("{word} was readable"),
        }
        listener.accept(incoming.token);
    }
    raw::send(broker, event.address(), Message::from(AmqpValue("next".to_owned()))).await;
    assert_eq!(listener.take().await, "next");
    close(&*connection).await;
}

#[tokio::test]
async fn odd_properties_and_ten_thousand_headers_reach_the_listener_or_are_left_out_with_a_reason() {
    let broker = shared().await.unwrap();
    let connection = connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let odd = ApplicationProperties::builder()
        .insert("uuid", SimpleValue::Uuid(Uuid::from([7; 16])))
        .insert("number", SimpleValue::Int(-3))
        .insert("nothing", SimpleValue::Null)
        .build();
    raw::send(
        broker,
        event.address(),
        Message::builder().application_properties(odd).body(AmqpValue("1".to_owned())).build(),
    )
    .await;
    let incoming = listener.next().await;
    let envelope = readable(&incoming);
    assert_eq!(envelope.get("uuid"), Some("07070707-0707-0707-0707-070707070707"));
    assert_eq!((envelope.get("number"), envelope.get("nothing")), (Some("-3"), None));
    listener.accept(incoming.token);

    let many = (0..10_000)
        .fold(ApplicationProperties::builder(), |all, n| all.insert(format!("header-{n}"), SimpleValue::from("value")));
    raw::send(
        broker,
        event.address(),
        Message::builder().application_properties(many.build()).body(AmqpValue("2".to_owned())).build(),
    )
    .await;
    let incoming = listener.next().await;
    match &incoming.content {
        Content::Unreadable { envelope, reason } => {
            assert!(reason.contains("headers") && envelope.headers().is_empty(), "{reason}");
            assert_eq!(envelope.body().unwrap(), "2");
        }
        _ => panic!("more headers than the limit"),
    }
    listener.accept(incoming.token);
    close(&*connection).await;
}
