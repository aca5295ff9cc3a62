use std::{
    sync::Arc,
    task::{Context, Poll},
};

use crate::{
    envelope::{Encoded, Envelope, Parcel},
    error::Error,
};

/// Names one unsettled delivery to its receiver; never used twice by one receiver, across epochs too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(pub u64);

/// One received envelope.
#[non_exhaustive]
pub struct Incoming {
    /// Its name until it is settled.
    pub token: Token,
    /// What was received.
    pub content: Content,
    /// Whether the broker says that it was given out before.
    pub redelivered: bool,
}

impl Incoming {
    /// A delivery.
    pub fn new(token: Token, content: Content, redelivered: bool) -> Self {
        Self { token, content, redelivered }
    }
}

/// What was received.
#[non_exhaustive]
pub enum Content {
    /// An event of this process.
    Typed(Arc<dyn Parcel>),
    /// An event as bytes.
    Encoded(Box<Envelope<Encoded>>),
    /// The same, where its provider keeps the envelope until it is settled.
    Kept(Arc<Envelope<Encoded>>),
    /// Something that is no event of this address, with what can be kept of it.
    Unreadable {
        /// What can be kept.
        envelope: Box<Envelope<Encoded>>,
        /// Why it cannot be handled.
        reason: String,
    },
}

/// How a delivery ends for the provider. Retried and dead-lettered ones are accepted after their copy is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// Done: it is never given again.
    Accept,
    /// Given again, to anybody, in its place.
    Return,
}

/// What a receiver has to tell.
#[derive(Debug)]
#[non_exhaustive]
pub enum Signal {
    /// Deliveries were appended.
    Deliveries,
    /// The epoch ended: every unsettled token and all credit are void; the broker gives those deliveries again.
    Lost,
    /// Nothing will ever come again.
    Closed(Error),
}

/// Gives the deliveries of one queue.
pub trait Receiver: Send + 'static {
    /// Appends what is there; never more than was granted. After [`Signal::Lost`], credit must be granted anew.
    fn poll_receive(&mut self, cx: &mut Context<'_>, batch: &mut Vec<Incoming>) -> Poll<Signal>;

    /// Allows `credit` further deliveries.
    fn grant(&mut self, credit: u32);

    /// Ends a delivery; a token of an earlier epoch is ignored. Settlements may be gathered: see
    /// [`poll_receive`](Receiver::poll_receive), which sends them on when nothing is ready.
    fn settle(&mut self, token: Token, settlement: Settlement);

    /// Takes the credit back, so that nothing new comes.
    fn pause(&mut self);

    /// Sends all settlements, returns what is unsettled, and detaches.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>>;
}
