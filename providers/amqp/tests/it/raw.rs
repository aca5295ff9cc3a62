//! A bare client: what an operator's tool does to the broker.

use fe2o3_amqp::{
    Connection, Receiver, Sender, Session,
    connection::ConnectionHandle,
    sasl_profile::SaslProfile,
    types::{
        messaging::{AmqpValue, ApplicationProperties, Message, Properties, Source},
        primitives::SimpleValue,
    },
};
use tidings_broker::Artemis;
use tokio::net::TcpStream;

pub(crate) async fn open(broker: &Artemis) -> ConnectionHandle<()> {
    let stream = TcpStream::connect((broker.host(), broker.ports().amqp)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let profile = SaslProfile::Plain { username: "admin".into(), password: "admin".into() };
    let builder = Connection::builder().container_id("operator").hostname("localhost").scheme("amqp");
    builder.sasl_profile(profile).open_with_stream(stream).await.unwrap()
}

/// Sends a message of the test's own making to an address.
pub(crate) async fn send<T>(broker: &Artemis, address: &str, message: Message<T>)
where
    T: fe2o3_amqp::types::messaging::SerializableBody + Send,
{
    let mut connection = open(broker).await;
    let mut session = Session::begin(&mut connection).await.unwrap();
    let mut sender = Sender::attach(&mut session, "foreign", address).await.unwrap();
    sender.send(fe2o3_amqp::Sendable { message, message_format: 0, settled: None }).await.unwrap();
    sender.close().await.unwrap();
    connection.close().await.unwrap();
}

/// Asks the broker for an operation; the connection may not outlive it.
pub(crate) async fn manage(broker: &Artemis, operation: &str, parameters: &str) {
    let mut connection = open(broker).await;
    let (mut one, mut two) =
        (Session::begin(&mut connection).await.unwrap(), Session::begin(&mut connection).await.unwrap());
    let source = Source::builder().dynamic(true).build();
    let receiver = Receiver::builder().name("reply").source(source).attach(&mut one).await.unwrap();
    let reply = receiver.source().as_ref().unwrap().address.clone().unwrap();
    let mut sender = Sender::attach(&mut two, "ask", "activemq.management").await.unwrap();
    let message = Message::builder()
        .properties(Properties::builder().message_id("m".to_string()).reply_to(reply).build())
        .application_properties(
            ApplicationProperties::builder()
                .insert("_AMQ_ResourceName", SimpleValue::from("broker"))
                .insert("_AMQ_OperationName", SimpleValue::from(operation))
                .build(),
        )
        .body(AmqpValue(parameters.to_owned()))
        .build();
    // It may end this very connection.
    drop(tokio::time::timeout(std::time::Duration::from_secs(2), sender.send(message)).await);
}

/// Takes one message from a queue and rejects it, so that the broker gives up on it.
pub(crate) async fn reject_one(broker: &Artemis, queue: &str) {
    let mut connection = open(broker).await;
    let mut session = Session::begin(&mut connection).await.unwrap();
    let mut receiver = Receiver::attach(&mut session, "rejecting", queue).await.unwrap();
    let delivery =
        receiver.recv::<fe2o3_amqp::types::messaging::Body<fe2o3_amqp::types::primitives::Value>>().await.unwrap();
    receiver.reject(&delivery, None).await.unwrap();
    receiver.close().await.unwrap();
    connection.close().await.unwrap();
}
