use std::{future::Future, ops::Deref, pin::Pin, sync::Arc, time::Duration};

use tokio::{runtime::EnterGuard, sync::OwnedSemaphorePermit};

use super::{SendResult, SharedEnvelope};
use crate::{
    envelope::Envelope,
    error::{Error, Failure},
    event::EventRef,
    ledger::SentCount,
    panic::Caught,
    provider::{BodyKind, Sender},
    runtime::Runtime,
};

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a [`Publisher`](super::Publisher) asks of its manager.
pub trait Outbound: Send + Sync + 'static {
    /// Clock and ids for new envelopes.
    fn runtime(&self) -> &Runtime;

    /// The info under which this manager knows events of this name; a new one if it knows none.
    ///
    /// # Errors
    /// A name that a broker would misread.
    fn named(&self, name: &str) -> Result<EventRef, Error>;

    /// Counts the send, runs the pipelines' `send`, checks the headers, and finds the way out. Whoever goes it counts how
    /// it ends; an error is counted already.
    ///
    /// # Errors
    /// Not started, closed, refused by a pipeline, or headers that cannot be sent.
    fn prepare(&self, envelope: &mut Envelope) -> Result<Way<'_>, Error>;

    /// Whether a pipeline wraps sending; where none does, nothing has to be boxed.
    fn wraps_send(&self) -> bool;

    /// Runs the pipelines' `around_send` about `end`.
    fn around<'a>(&'a self, envelope: &'a Envelope, end: &'a dyn SendEnd) -> BoxFuture<'a, Result<(), Failure>>;

    /// How long a send may take.
    fn send_timeout(&self) -> Duration;

    /// The largest body, in bytes (inclusive).
    fn body_limit(&self) -> usize;

    /// How many sends of one call may be under way at a time.
    fn pipelined(&self) -> usize;

    /// Makes room for a send that nobody will wait for.
    ///
    /// # Errors
    /// [`ErrorKind::Full`](crate::ErrorKind::Full): as many are under way as may be.
    fn reserve(&self) -> Result<OwnedSemaphorePermit, Error>;

    /// Lets timers be made on a thread that belongs to no runtime; nothing before the start.
    fn enter(&self) -> Option<EnterGuard<'_>>;

    /// Finishes a send that nobody waits for; its outcome goes to log and failure hook.
    fn detach(&self, send: BoxFuture<'static, SendResult<SharedEnvelope>>);

    /// Reports a send that nobody waits for as failed.
    fn report(&self, error: &super::SendError<SharedEnvelope>);
}

/// The way out of the process, or to the listeners within it.
#[non_exhaustive]
pub enum Way<'a> {
    /// The caller's task runs the listeners.
    Inline(Inline<'a>),
    /// To a provider.
    Offer(ExitRef<'a>),
}

/// Where the events of one name leave.
pub struct Exit {
    /// What takes them.
    pub sender: Arc<dyn Sender>,
    /// What it takes.
    pub body: BodyKind,
    /// Where their fate is counted.
    pub count: Arc<SentCount>,
}

/// An exit: the manager's own, or shared, where nothing keeps that of an event known only by its name.
#[non_exhaustive]
pub enum ExitRef<'a> {
    /// The manager's own.
    Borrowed(&'a Exit),
    /// A shared one.
    Shared(Arc<Exit>),
}

impl Deref for ExitRef<'_> {
    type Target = Exit;

    #[inline]
    fn deref(&self) -> &Exit {
        match self {
            Self::Borrowed(exit) => exit,
            Self::Shared(exit) => exit,
        }
    }
}

/// How the caller's task runs the listeners.
pub struct Inline<'a> {
    /// The listeners.
    pub listeners: InlineListeners,
    /// Where what fails goes on.
    pub exit: ExitRef<'a>,
    /// Whether a pipeline wraps sending.
    pub wrapped: bool,
    /// Whether a pipeline may have a `handle`.
    pub admits: bool,
}

/// The listeners of an event that the caller's task may run, as they are now.
pub(super) type InlineListeners = arc_swap::Guard<Arc<InlineSet>>;

/// The listeners of an event that the caller's task may run.
#[derive(Default)]
pub struct InlineSet {
    listeners: Vec<Arc<dyn InlineListener>>,
    needs_owner: bool,
}

impl InlineSet {
    /// These listeners.
    pub fn new(listeners: Vec<Arc<dyn InlineListener>>) -> Self {
        Self { needs_owner: listeners.iter().any(|listener| listener.needs_owner()), listeners }
    }

    /// Whether one of them keeps the envelope beyond the call, and so needs it shared.
    #[inline]
    pub fn needs_owner(&self) -> bool {
        self.needs_owner
    }
}

impl Deref for InlineSet {
    type Target = [Arc<dyn InlineListener>];

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.listeners
    }
}

/// A listener whose first attempt may run where the event is sent.
pub trait InlineListener: Send + Sync + 'static {
    /// Whether it keeps the envelope beyond the call, and so needs it shared.
    fn needs_owner(&self) -> bool;

    /// Runs the pipelines' `handle` on an envelope that is this listener's alone for now.
    ///
    /// # Errors
    /// What a pipeline said.
    fn admit(&self, envelope: &mut Envelope) -> Result<(), Failure>;

    /// Runs the first attempt; `owner` is the envelope itself where it is shared already.
    fn attempt<'a>(&'a self, envelope: &'a Envelope, owner: Option<&'a SharedEnvelope>) -> Caught<'a>;

    /// Counts an attempt that handled the event.
    fn handled(&self);

    /// Goes on with a failed first attempt in the listener's queue, or among its dead letters.
    ///
    /// # Errors
    /// If that copy could not be written.
    fn failed(&self, envelope: SharedEnvelope, failure: Failure) -> BoxFuture<'_, Result<(), Error>>;
}

/// What the innermost `around_send` runs.
pub trait SendEnd: Send + Sync {
    /// Sends.
    fn send(&self) -> BoxFuture<'_, Result<(), Failure>>;
}
