//! A bare client: what somebody else sends.

use fe2o3_amqp::{
    Connection, Sender, Session, connection::ConnectionHandle, sasl_profile::SaslProfile, types::messaging::Message,
};
use tidings_broker::Artemis;
use tokio::net::TcpStream;

pub(crate) async fn open(broker: &Artemis) -> ConnectionHandle<()> {
    let stream = TcpStream::connect((broker.host(), broker.ports().amqp)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let profile = SaslProfile::Plain { username: "admin".into(), password: "admin".into() };
    let builder = Connection::builder().container_id("foreign").hostname("localhost").scheme("amqp");
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
