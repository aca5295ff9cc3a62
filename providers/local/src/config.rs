use std::sync::Arc;

use linkme::distributed_slice;
use tidings_core::{
    error::{Error, ErrorKind},
    provider::{BodyKind, Capabilities, PROVIDERS, Provider, Scheme},
};

use crate::broker::Broker;

/// The in-process provider: addresses, queues, delays and dead letters within one program.
///
/// A clone is another handle on the same broker: managers that are given clones share addresses and queues, as
/// processes share a broker.
///
/// # Delivery guarantee
/// At least once while the process lives; nothing survives it, not even events that are declared durable.
///
/// # Examples
/// ```
/// use tidings_local::Local;
///
/// let local = Local::new().with_queue_capacity(1_000);
/// let shared = local.clone();
/// # drop((local, shared));
/// ```
#[derive(Clone, Debug)]
pub struct Local {
    pub(crate) broker: Arc<Broker>,
    pub(crate) config: Config,
    /// Counts the handles, by which alone somebody can connect again.
    pub(crate) handle: Arc<()>,
}

/// How a handle makes queues and hands over events.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Config {
    pub(crate) mode: Mode,
    pub(crate) queue_capacity: usize,
    pub(crate) dead_letter_capacity: usize,
}

/// An enumeration, so that nothing can be asked to be inline and encoded at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Queued,
    Inline,
    Encoded,
}

impl Local {
    /// Events wait in queues, as on a broker; the default.
    pub fn new() -> Self {
        Self::with_mode(Mode::Queued)
    }

    /// A listener's first attempt runs in the sender's task, as long as all listeners of the event are its manager's
    /// own; otherwise the event is queued.
    pub fn inline() -> Self {
        Self::with_mode(Mode::Inline)
    }

    /// Every event is encoded and decoded, as if it left the process.
    pub fn encoded() -> Self {
        Self::with_mode(Mode::Encoded)
    }

    /// How many events wait in one queue, delayed ones included, before senders have to wait; default 10,000.
    ///
    /// A queue keeps the capacity of the handle that made it.
    #[must_use]
    pub fn with_queue_capacity(mut self, events: usize) -> Self {
        self.config.queue_capacity = events;
        self
    }

    /// How many dead letters one listener can have; default 100,000. Beyond it a failed event stays with its listener,
    /// which tries to write the dead letter again.
    #[must_use]
    pub fn with_dead_letter_capacity(mut self, events: usize) -> Self {
        self.config.dead_letter_capacity = events;
        self
    }

    fn with_mode(mode: Mode) -> Self {
        let config = Config { mode, queue_capacity: 10_000, dead_letter_capacity: 100_000 };
        Self { broker: Arc::new(Broker::new()), config, handle: Arc::new(()) }
    }

    fn from_url(url: &str) -> Result<Self, Error> {
        match url {
            "local:" => Ok(Self::new()),
            "local:inline" => Ok(Self::inline()),
            "local:encoded" => Ok(Self::encoded()),
            _ => Err(Error::new(ErrorKind::Configuration, "read a URL of the local provider")
                // The URL itself is not shown: meant for a broker, it may hold a password.
                .with_remedy("write `local:`, `local:inline` or `local:encoded`")),
        }
    }
}

impl Config {
    pub(crate) fn capabilities(&self) -> Capabilities {
        let body = if self.mode == Mode::Encoded { BodyKind::Encoded } else { BodyKind::Typed };
        let mut capabilities = Capabilities::none(body);
        capabilities.delay = true;
        capabilities.ordered = true;
        capabilities.redelivered = true;
        capabilities.redelivered_exact = true;
        capabilities.dead_letters = true;
        capabilities.volatile_queues = true;
        capabilities.global_names = true;
        capabilities.knows_unroutable = true;
        capabilities.inline = self.mode == Mode::Inline;
        capabilities
    }
}

impl Default for Local {
    fn default() -> Self {
        Self::new()
    }
}

#[distributed_slice(PROVIDERS)]
static LOCAL: Scheme = Scheme::new("local", provide);

fn provide(url: &str) -> Result<Arc<dyn Provider>, Error> {
    Ok(Arc::new(Local::from_url(url)?))
}
