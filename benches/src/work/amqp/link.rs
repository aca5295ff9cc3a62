use fe2o3_amqp::{
    Connection, Receiver, Sender, Session,
    connection::ConnectionHandle,
    link::receiver::CreditMode,
    sasl_profile::SaslProfile,
    session::SessionHandle,
    types::{
        messaging::{Source, Target},
        primitives::Symbol,
    },
};
use tidings_bench_measure::{Outcome, Place};
use tokio::net::TcpStream;

use super::super::full_queue;

/// As wide as Tidings' own sessions.
const SESSION_WINDOW: u32 = 100_000;

/// A connection, and a link on a session of its own.
pub(super) struct Attached<L> {
    link: L,
    // A session or a connection that is dropped ends the link.
    session: SessionHandle<()>,
    connection: ConnectionHandle<()>,
}

impl<L> Attached<L> {
    /// The link. A method, since a closure that named the field would leave the session and the connection behind.
    pub(super) fn link(&mut self) -> &mut L {
        &mut self.link
    }

    pub(super) fn into_link(self) -> (L, impl Sized) {
        (self.link, (self.session, self.connection))
    }

    pub(super) async fn close(mut self) -> Outcome {
        drop(self.link);
        self.session.end().await?;
        Ok(self.connection.close().await?)
    }
}

pub(super) async fn connect(place: &Place) -> Outcome<ConnectionHandle<()>> {
    let socket = TcpStream::connect(place.socket()).await?;
    // fe2o3's own `open` leaves the delay on.
    socket.set_nodelay(true)?;
    let login = SaslProfile::Plain { username: "admin".into(), password: "admin".into() };
    let builder = Connection::builder().container_id(format!("bench-{}", place.address)).hostname("localhost");
    Ok(builder.scheme("amqp").sasl_profile(login).open_with_stream(socket).await?)
}

pub(super) async fn begin(connection: &mut ConnectionHandle<()>) -> Outcome<SessionHandle<()>> {
    let session = Session::builder().incoming_window(SESSION_WINDOW).outgoing_window(SESSION_WINDOW);
    Ok(session.begin(connection).await?)
}

pub(super) async fn attach_sender(session: &mut SessionHandle<()>, place: &Place) -> Outcome<Sender> {
    let target = Target::builder().address(place.address.clone()).capabilities(vec![Symbol::from("topic")]).build();
    Ok(Sender::builder().name("bench-sender").target(target).attach(session).await?)
}

/// From the full queue, which makes it; nothing comes before credit is given.
pub(super) async fn attach_receiver(session: &mut SessionHandle<()>, place: &Place) -> Outcome<Receiver> {
    let source = Source::builder().address(full_queue(place)).capabilities(vec![Symbol::from("topic")]).build();
    let builder = Receiver::builder().name("bench-receiver").source(source).credit_mode(CreditMode::Manual);
    Ok(builder.attach(session).await?)
}

pub(super) async fn sender(place: &Place) -> Outcome<Attached<Sender>> {
    let mut connection = connect(place).await?;
    let mut session = begin(&mut connection).await?;
    Ok(Attached { link: attach_sender(&mut session, place).await?, session, connection })
}

pub(super) async fn receiver(place: &Place) -> Outcome<Attached<Receiver>> {
    let mut connection = connect(place).await?;
    let mut session = begin(&mut connection).await?;
    Ok(Attached { link: attach_receiver(&mut session, place).await?, session, connection })
}
