//! The seam between what every networked provider does and a protocol.
//!
//! Above it nothing knows the protocol, below it nothing knows events, windows or retries: a [`Connector`] opens a
//! connection, whose [`Links`] attach; a [`LinkSender`] transfers and gives the outcome of each transfer; a
//! [`LinkReceiver`] gives deliveries and settles them. A model of a broker can stand in place of a protocol.
//!
//! Invariant: no future of an implementation outlives its connection unresolved.

mod fault;
mod message;
#[cfg(test)]
pub(crate) mod model;
mod node;
pub mod usual;

pub use fault::{Condition, Fault};
pub use message::{Body, Message, Properties, Value};
pub use node::{Company, Node, ORIGIN_QUEUE, Source};

use std::{future::Future, sync::Arc, time::Duration};

use tidings_core::{Error, provider::Capabilities};

use crate::topology::Topology;

/// Opens connections.
pub trait Connector: Send + Sync + 'static {
    /// What an open connection is.
    type Links: Links;

    /// Connects and logs in, within a limit of its own, such as that of an [`Approach`](crate::access::Approach).
    fn connect(&self) -> impl Future<Output = Result<Self::Links, Error>> + Send;

    /// What makes sure of the queues behind these links.
    fn topology(&self, links: &Arc<Self::Links>) -> Arc<dyn Topology>;
}

/// An open connection.
pub trait Links: Send + Sync + 'static {
    /// A link that sends.
    type Sender: LinkSender;
    /// A link that receives.
    type Receiver: LinkReceiver;

    /// What the broker at the other end can do.
    fn capabilities(&self) -> Capabilities;

    /// Attaches a link that sends.
    fn attach_sender(&self, node: &Node, company: Company) -> impl Future<Output = Result<Self::Sender, Fault>> + Send;

    /// Attaches a link that receives, without credit.
    fn attach_receiver(&self, source: &Source) -> impl Future<Output = Result<Self::Receiver, Fault>> + Send;

    /// Waits until the connection is dead, and says why. Cancel safe; any number may wait.
    fn lost(&self) -> impl Future<Output = Fault> + Send;

    /// Closes politely within `limit`, then at any price.
    fn close(&self, limit: Duration) -> impl Future<Output = ()> + Send;
}

/// A link that sends.
pub trait LinkSender: Send + 'static {
    /// Resolves when the peer has decided.
    type Outcome: Future<Output = Result<Verdict, Fault>> + Send + Unpin + 'static;

    /// Hands a message over as soon as the peer takes one; its outcome resolves when the peer has decided.
    ///
    /// # Cancel safety
    /// Dropping the future before it is ready transfers nothing.
    fn transfer(&mut self, message: Message) -> impl Future<Output = Result<Self::Outcome, TransferError>> + Send;

    /// Leaves the link, within `limit`.
    fn detach(self, limit: Duration) -> impl Future<Output = ()> + Send;
}

/// Why a message was not transferred.
#[derive(Debug)]
pub enum TransferError {
    /// Because of the message itself; the link goes on.
    Refused(Fault),
    /// The link is lost.
    Lost(Fault),
}

/// A link that receives.
pub trait LinkReceiver: Send + 'static {
    /// What is needed to settle a delivery.
    type Delivery: Send + 'static;

    /// The next delivery.
    ///
    /// # Cancel safety
    /// Dropping the future loses no delivery.
    fn receive(&mut self) -> impl Future<Output = Result<Received<Self::Delivery>, Fault>> + Send;

    /// From now on `credit` further deliveries may be given, whatever was said before.
    fn credit(&mut self, credit: u32) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Settles deliveries.
    fn settle(
        &mut self,
        deliveries: Vec<Self::Delivery>,
        how: Disposition,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// The name by which the peer reaches [`Node::Replies`]; `None` for all other places.
    fn reply_to(&self) -> Option<String>;

    /// Leaves the link, within `limit`, after everything that was settled has arrived; what was not settled is the
    /// peer's again, uncounted.
    fn detach(self, limit: Duration) -> impl Future<Output = ()> + Send;
}

/// A delivery as it came.
pub struct Received<D> {
    /// What it is settled by.
    pub delivery: D,
    /// Whether the peer says that it was given before.
    pub redelivered: bool,
    /// What is in it, or why it cannot be read.
    pub message: Result<Message, String>,
}

/// How a delivery is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// It is done.
    Accepted,
    /// It is given again, uncounted: to anybody, or to this link where the protocol cannot give it back alone.
    Released,
}

/// What the peer decided about a transfer.
#[derive(Debug)]
pub enum Verdict {
    /// It has taken responsibility.
    Accepted,
    /// It refused, and said why.
    Rejected(Fault),
    /// It gave it back undone.
    Released,
}
