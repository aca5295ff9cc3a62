use std::{sync::Arc, time::Duration};

use crate::{
    delivery::Delivery,
    envelope::Envelope,
    error::Result,
    sending::{BoxFuture, SendEnd, SharedEnvelope},
    subscription::ListenerInfo,
};

/// The rest of the way out; run it once, or refuse.
pub struct SendNext<'a> {
    pub(super) rest: &'a [Arc<dyn AnyPipeline>],
    pub(super) envelope: &'a Envelope,
    pub(super) end: &'a dyn SendEnd,
}

impl<'a> SendNext<'a> {
    /// Goes on: the pipelines after this one, then the provider.
    ///
    /// # Errors
    /// What they said.
    pub fn run(self) -> BoxFuture<'a, Result> {
        match self.rest {
            [first, rest @ ..] => first.around_send(self.envelope, SendNext { rest, ..self }),
            [] => self.end.send(),
        }
    }
}

/// The rest of the way in; run it once, or refuse.
pub struct HandleNext<'a> {
    // Handling runs in reverse.
    pub(super) rest: &'a [Arc<dyn AnyPipeline>],
    pub(super) delivery: Delivery<'a>,
    pub(super) owner: Option<&'a SharedEnvelope>,
    pub(super) end: &'a dyn HandleEnd,
}

impl<'a> HandleNext<'a> {
    /// Goes on: the pipelines before this one, then the listener.
    ///
    /// # Errors
    /// What they said.
    pub fn run(self) -> BoxFuture<'a, Result> {
        match self.rest {
            [rest @ .., last] => last.around_handle(self.delivery, HandleNext { rest, ..self }),
            [] => self.end.handle(self.delivery, self.owner),
        }
    }
}

/// One attempt of one listener, as it runs through the pipelines.
#[doc(hidden)]
pub struct Attempt<'a> {
    /// What the listener is told besides the event.
    pub delivery: Delivery<'a>,
    /// The envelope, where it is shared.
    pub owner: Option<&'a SharedEnvelope>,
    /// The listener's time limit, pipelines included.
    pub limit: Option<Duration>,
    /// The listener.
    pub end: &'a dyn HandleEnd,
}

/// A pipeline whose type was forgotten.
pub(super) trait AnyPipeline: Send + Sync {
    fn send(&self, envelope: &mut Envelope) -> Result;
    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result;
    fn around_send<'a>(&'a self, envelope: &'a Envelope, next: SendNext<'a>) -> BoxFuture<'a, Result>;
    fn around_handle<'a>(&'a self, delivery: Delivery<'a>, next: HandleNext<'a>) -> BoxFuture<'a, Result>;

    /// The same for the outermost, with all that is about the attempt.
    fn around_attempt<'a>(&'a self, attempt: Attempt<'a>, rest: &'a [Arc<dyn AnyPipeline>]) -> BoxFuture<'a, Result>;
}

/// What the innermost `around_handle` runs.
#[doc(hidden)]
pub trait HandleEnd: Send + Sync {
    /// Calls the listener; `owner` is the envelope where it is shared.
    fn handle<'a>(&'a self, delivery: Delivery<'a>, owner: Option<&'a SharedEnvelope>) -> BoxFuture<'a, Result>;
}
