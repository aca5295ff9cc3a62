//! One received envelope, once: what a listener is told besides the event.

mod external;
mod received;

use std::fmt;

use crate::{
    envelope::Envelope,
    sending::{Context, Publisher},
    subscription::ListenerInfo,
};

pub use external::ExternalEvent;
pub use received::Received;

/// One attempt to hand one event to one listener: a few references, passed by value.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    envelope: &'a Envelope,
    listener: &'a ListenerInfo,
    publisher: &'a Publisher,
    redelivered: bool,
}

impl<'a> Delivery<'a> {
    /// A delivery of these parts.
    pub fn new(
        envelope: &'a Envelope,
        listener: &'a ListenerInfo,
        publisher: &'a Publisher,
        redelivered: bool,
    ) -> Self {
        Self { envelope, listener, publisher, redelivered }
    }

    /// The envelope.
    pub fn envelope(&self) -> &'a Envelope {
        self.envelope
    }

    /// The listener.
    pub fn listener(&self) -> &'a ListenerInfo {
        self.listener
    }

    /// Which attempt this is, 1-based: 1 plus the failed ones before.
    pub fn attempt(&self) -> u32 {
        self.envelope.attempt()
    }

    /// Whether this is the last attempt that the listener's policy allows.
    pub fn is_last_attempt(&self) -> bool {
        self.attempt() >= self.listener.policy().retry.attempts
    }

    /// Whether the broker says that it gave this envelope before; that counts no attempt.
    pub fn redelivered(&self) -> bool {
        self.redelivered
    }

    pub(crate) fn unbound_publisher(&self) -> &'a Publisher {
        self.publisher
    }

    /// A publisher that is bound to this delivery: what it sends inherits the correlation id and names this event as
    /// its cause, from any task.
    pub fn publisher(&self) -> Publisher {
        self.publisher.clone().with_context(Context::of(self.envelope))
    }
}

impl fmt::Debug for Delivery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("envelope", &self.envelope)
            .field("listener", &self.listener.name())
            .field("redelivered", &self.redelivered)
            .finish_non_exhaustive()
    }
}
