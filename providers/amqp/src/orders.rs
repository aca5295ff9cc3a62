//! What the task that keeps a connection is asked for.

use std::time::Duration;

use fe2o3_amqp::session::SessionHandle;
use tidings_wire::link::Fault;
use tokio::sync::{mpsc, oneshot};

pub(crate) enum Order {
    /// A session.
    Begin(oneshot::Sender<Result<SessionHandle<()>, Fault>>),
    /// A goodbye within some time.
    Close(Duration, oneshot::Sender<()>),
}

pub(crate) fn closed() -> Fault {
    Fault::gone("the connection is closed")
}

/// Makes round trips on a connection, which it does not keep open.
pub(crate) struct Rounds(pub(crate) mpsc::WeakSender<Order>);

impl Rounds {
    /// To the broker and back, by way of a session that is begun and ended: what the broker had sent before has come.
    pub(crate) async fn trip(&self) -> Result<(), Fault> {
        let (answer, session) = oneshot::channel();
        let orders = self.0.upgrade().ok_or_else(closed)?;
        orders.send(Order::Begin(answer)).await.map_err(|_| closed())?;
        let mut session = session.await.map_err(|_| closed())??;
        // Its end is of no interest to anybody.
        drop(session.end().await);
        Ok(())
    }
}
