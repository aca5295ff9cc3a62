use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    Attempt, EnvelopePipeline, HandleNext, SendNext,
    next::AnyPipeline,
    untouched::mark,
    within::within,
    wraps::{wraps_handle, wraps_send},
};
use crate::{
    delivery::Delivery,
    envelope::Envelope,
    error::Result,
    panic,
    sending::{BoxFuture, SendEnd},
    subscription::ListenerInfo,
};

impl<P: EnvelopePipeline> AnyPipeline for P {
    fn send(&self, envelope: &mut Envelope) -> Result {
        EnvelopePipeline::send(self, envelope)
    }

    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result {
        EnvelopePipeline::handle(self, envelope, listener)
    }

    fn around_send<'a>(&'a self, envelope: &'a Envelope, next: SendNext<'a>) -> BoxFuture<'a, Result> {
        Box::pin(EnvelopePipeline::around_send(self, envelope, next))
    }

    fn around_handle<'a>(&'a self, delivery: Delivery<'a>, next: HandleNext<'a>) -> BoxFuture<'a, Result> {
        Box::pin(EnvelopePipeline::around_handle(self, delivery, next))
    }

    fn around_attempt<'a>(&'a self, attempt: Attempt<'a>, rest: &'a [Arc<dyn AnyPipeline>]) -> BoxFuture<'a, Result> {
        let Attempt { delivery, owner, limit, end } = attempt;
        let next = HandleNext { rest, delivery, owner, end };
        Box::pin(within(delivery.envelope(), limit, move || EnvelopePipeline::around_handle(self, delivery, next)))
    }
}

/// A pipeline in the making of a [`Chain`].
#[doc(hidden)]
#[derive(Clone)]
pub struct Link {
    pipeline: Arc<dyn AnyPipeline>,
    mark: NonZeroU32,
    wraps_send: bool,
    wraps_handle: bool,
}

impl Link {
    /// A pipeline, with the directions that it overrides.
    pub fn new<P: EnvelopePipeline>(pipeline: Arc<P>) -> Self {
        Self { pipeline, mark: mark::<P>(), wraps_send: wraps_send::<P>(), wraps_handle: wraps_handle::<P>() }
    }
}

/// The pipelines of a manager, in order.
#[doc(hidden)]
#[derive(Default)]
pub struct Chain {
    all: Vec<Step>,
    around_send: Vec<Arc<dyn AnyPipeline>>,
    around_handle: Vec<Arc<dyn AnyPipeline>>,
}

struct Step {
    pipeline: Arc<dyn AnyPipeline>,
    mark: NonZeroU32,
    // Learned from the first envelope: a default `handle` says so itself.
    handles: AtomicBool,
}

impl Chain {
    /// The chain of these pipelines, in this order.
    pub fn new(links: Vec<Link>) -> Self {
        let wrapping = |which: fn(&Link) -> bool| {
            links.iter().filter(|link| which(link)).map(|link| link.pipeline.clone()).collect()
        };
        Self {
            around_send: wrapping(|link| link.wraps_send),
            around_handle: wrapping(|link| link.wraps_handle),
            all: links
                .into_iter()
                .map(|link| Step { pipeline: link.pipeline, mark: link.mark, handles: AtomicBool::new(true) })
                .collect(),
        }
    }

    /// Whether there is no pipeline.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Runs every `send`.
    #[inline]
    pub fn send(&self, envelope: &mut Envelope) -> Result {
        self.all.iter().try_for_each(|step| panic::call(|| step.pipeline.send(envelope)))
    }

    /// Whether some pipeline may have a `handle`, as far as is known by now.
    #[inline]
    pub fn has_handle(&self) -> bool {
        self.all.iter().any(|step| step.handles.load(Ordering::Relaxed))
    }

    /// Runs every `handle`, in reverse.
    pub fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result {
        for step in self.all.iter().rev().filter(|step| step.handles.load(Ordering::Relaxed)) {
            panic::call(|| step.pipeline.handle(envelope, listener))?;
            if envelope.head_mut().was_left_untouched(step.mark) {
                step.handles.store(false, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// Whether a pipeline wraps sending.
    pub fn wraps_send(&self) -> bool {
        !self.around_send.is_empty()
    }

    /// Runs every `around_send` about `end`.
    pub fn around_send<'a>(&'a self, envelope: &'a Envelope, end: &'a dyn SendEnd) -> BoxFuture<'a, Result> {
        // As everywhere else, a panic is a failure: the sender is told whether the event may have arrived.
        Box::pin(panic::catch(SendNext { rest: &self.around_send, envelope, end }.run()))
    }

    /// Whether a pipeline wraps handling.
    pub fn wraps_handle(&self) -> bool {
        !self.around_handle.is_empty()
    }

    /// Runs an attempt through every `around_handle`, in reverse; `None` if there is none. What is about all of them is
    /// boxed with the outermost.
    pub fn around_handle<'a>(&'a self, attempt: Attempt<'a>) -> Option<BoxFuture<'a, Result>> {
        let [rest @ .., outermost] = &*self.around_handle else { return None };
        Some(outermost.around_attempt(attempt, rest))
    }
}
