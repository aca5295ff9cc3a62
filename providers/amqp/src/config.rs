use std::{fmt, time::Duration};

use tidings_artemis::topology::Options;
use tidings_core::{Error, provider::QueueNaming};
use tidings_wire::url::{BrokerUrl, Credentials, Scheme, Secret};

/// How AMQP URLs look, and where an AMQP broker listens if they do not say.
pub(crate) const SCHEME: Scheme = Scheme::new("amqp", 61616, "amqps", 5671);

/// A broker that speaks AMQP 1.0, Apache Artemis first; not yet connected.
///
/// # Examples
/// ```
/// use tidings_amqp::Amqp;
/// let provider = Amqp::connect("amqp://localhost:61616").credentials("orders", "secret");
/// assert!(!format!("{provider:?}").contains("secret"));
/// ```
pub struct Amqp {
    pub(crate) url: Result<BrokerUrl, Error>,
    pub(crate) naming: QueueNaming,
    pub(crate) topology: Options,
    pub(crate) heartbeat: Option<Duration>,
}

impl Amqp {
    /// The broker of a URL: `amqp://[user[:password]@]host[:port][?allow_plain=true]`.
    ///
    /// The host defaults to `localhost`, the port to 61616; user and password are percent-decoded, and no user means
    /// an anonymous connection. A URL that cannot be read is reported by `build()`.
    #[must_use]
    pub fn connect(url: impl AsRef<str>) -> Self {
        Self {
            url: BrokerUrl::parse(url.as_ref(), SCHEME),
            naming: QueueNaming::Listener,
            topology: Options::default(),
            heartbeat: None,
        }
    }

    /// Connects as this user instead of the URL's.
    #[must_use]
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        if let Ok(url) = &mut self.url {
            url.credentials = Credentials::new(user, password);
        }
        self
    }

    /// Lets the password cross a plain connection to another machine, where everybody on the way can read it.
    #[must_use]
    pub fn allow_plain(mut self) -> Self {
        if let Ok(url) = &mut self.url {
            url.allow_plain = true;
        }
        self
    }

    /// Names queues in this way; every process that shares a queue must agree.
    #[must_use]
    pub fn queue_naming(mut self, naming: QueueNaming) -> Self {
        self.naming = naming;
        self
    }

    /// Fails the start for a queue that differs in a harmless way from what would be created.
    #[must_use]
    pub fn strict_topology(mut self) -> Self {
        self.topology.strict = true;
        self
    }

    /// Starts although the broker is set up to drop what it gives up on after too many crashes.
    #[must_use]
    pub fn allow_broker_drops(mut self) -> Self {
        self.topology.allow_broker_drops = true;
        self
    }

    /// Counts a connection as lost after this time without life, instead of the manager's limit.
    #[must_use]
    pub fn heartbeat(mut self, limit: Duration) -> Self {
        self.heartbeat = Some(limit);
        self
    }
}

impl fmt::Debug for Amqp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Amqp").field("url", &self.url).field("topology", &self.topology).finish_non_exhaustive()
    }
}
