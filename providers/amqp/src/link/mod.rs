//! The private seam between the provider's logic and an implementation of the protocol.
//!
//! Above it nothing knows the protocol crate, below it nothing knows events, queues or retries: a [`Connector`] opens
//! a connection, whose [`Links`] attach; a [`LinkSender`] transfers and gives the outcome of each transfer; a
//! [`LinkReceiver`] gives deliveries and settles them. [`fe2o3`] is the implementation; a model of a broker can stand
//! in its place.
//!
//! Invariant: no future of an implementation outlives its connection unresolved.

mod fault;
pub(crate) mod fe2o3;
mod message;
#[cfg(test)]
pub(crate) mod model;

pub(crate) use fault::{Condition, Fault};
pub(crate) use message::{Body, Message, Properties, Value};

use std::{future::Future, time::Duration};

/// Opens connections.
pub(crate) trait Connector: Send + Sync + 'static {
    type Links: Links;

    /// Connects and logs in; the caller bounds it.
    fn connect(&self) -> impl Future<Output = Result<Self::Links, tidings_core::Error>> + Send;
}

/// An open connection.
pub(crate) trait Links: Send + Sync + 'static {
    type Sender: LinkSender;
    type Receiver: LinkReceiver;

    /// Attaches a link that sends.
    fn attach_sender(&self, terminus: &Terminus) -> impl Future<Output = Result<Self::Sender, Fault>> + Send;

    /// Attaches a link that receives, without credit.
    fn attach_receiver(&self, terminus: &Terminus) -> impl Future<Output = Result<Self::Receiver, Fault>> + Send;

    /// Waits until the connection is dead, and says why. Cancel safe; any number may wait.
    fn lost(&self) -> impl Future<Output = Fault> + Send;

    /// Closes politely within `limit`, then at any price.
    fn close(&self, limit: Duration) -> impl Future<Output = ()> + Send;
}

/// A link that sends.
pub(crate) trait LinkSender: Send + 'static {
    type Outcome: Future<Output = Result<Verdict, Fault>> + Send + Unpin + 'static;

    /// Hands a message over as soon as the peer gives credit; its outcome resolves when the peer has decided.
    ///
    /// Dropping the future before it is ready transfers nothing.
    fn transfer(&mut self, message: Message) -> impl Future<Output = Result<Self::Outcome, TransferError>> + Send;

    /// Leaves the link, within `limit`.
    fn detach(self, limit: Duration) -> impl Future<Output = ()> + Send;
}

/// Why a message was not transferred.
#[derive(Debug)]
pub(crate) enum TransferError {
    /// Because of the message itself; the link goes on.
    Refused(Fault),
    /// The link is lost.
    Lost(Fault),
}

/// A link that receives.
pub(crate) trait LinkReceiver: Send + 'static {
    /// What is needed to settle a delivery.
    type Delivery: Send + 'static;

    /// The next delivery. Cancel safe.
    fn receive(&mut self) -> impl Future<Output = Result<Received<Self::Delivery>, Fault>> + Send;

    /// From now on the peer may send `credit` further deliveries, whatever was said before.
    fn credit(&mut self, credit: u32) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Settles deliveries, in ranges where their numbers follow each other.
    fn settle(
        &mut self,
        deliveries: Vec<Self::Delivery>,
        how: Disposition,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// The address of the peer's end, where it was made on demand.
    fn address(&self) -> Option<String>;

    /// Leaves the link, within `limit`, after everything that was settled has arrived. Detaching, not closing: closing
    /// would delete a subscription with its backlog.
    fn detach(self, limit: Duration) -> impl Future<Output = ()> + Send;
}

/// A delivery as it came.
pub(crate) struct Received<D> {
    pub(crate) delivery: D,
    /// What is in it, or why it cannot be read.
    pub(crate) message: Result<Message, String>,
}

/// How a delivery is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disposition {
    Accepted,
    Released,
}

/// What the peer decided about a transfer.
#[derive(Debug)]
pub(crate) enum Verdict {
    Accepted,
    /// It refused, and said why.
    Rejected(Fault),
    /// It gave it back undone.
    Released,
}

/// The peer's end of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Terminus {
    /// `None` asks the peer to make one.
    pub(crate) address: Option<String>,
    pub(crate) kind: Kind,
    /// Copies are given and the queue keeps everything.
    pub(crate) browse: bool,
    /// Only messages for which this condition holds.
    pub(crate) selector: Option<String>,
}

/// What kind of node an address is, as the capability of a terminus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Multicast.
    Topic,
    /// Anycast.
    Queue,
    /// Whatever it is.
    Any,
}

impl Terminus {
    /// An address that is known.
    pub(crate) fn new(address: impl Into<String>, kind: Kind) -> Self {
        Self { address: Some(address.into()), kind, browse: false, selector: None }
    }

    /// An address that the peer makes and forgets with the link.
    pub(crate) fn dynamic() -> Self {
        Self { address: None, kind: Kind::Any, browse: false, selector: None }
    }

    /// Looks without taking.
    pub(crate) fn browsing(mut self) -> Self {
        self.browse = true;
        self
    }

    /// Takes only what fulfils a condition.
    pub(crate) fn selecting(mut self, selector: String) -> Self {
        self.selector = Some(selector);
        self
    }
}
