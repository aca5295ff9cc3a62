use std::sync::Arc;

use crate::{
    delivery::Delivery,
    envelope::Envelope,
    error::Result,
    sending::{BoxFuture, SendEnd},
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
            [] => self.end.handle(self.delivery),
        }
    }
}

/// A pipeline whose type was forgotten.
pub(super) trait AnyPipeline: Send + Sync {
    fn send(&self, envelope: &mut Envelope) -> Result;
    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result;
    fn around_send<'a>(&'a self, envelope: &'a Envelope, next: SendNext<'a>) -> BoxFuture<'a, Result>;
    fn around_handle<'a>(&'a self, delivery: Delivery<'a>, next: HandleNext<'a>) -> BoxFuture<'a, Result>;
}

/// What the innermost `around_handle` runs.
#[doc(hidden)]
pub trait HandleEnd: Send + Sync {
    /// Calls the listener.
    fn handle<'a>(&'a self, delivery: Delivery<'a>) -> BoxFuture<'a, Result>;
}
