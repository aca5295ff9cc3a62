use std::fmt;

use tidings_artemis::topology::Options;
use tidings_core::provider::QueueNaming;
use tidings_wire::{access::Access, access_methods, url::Scheme};

use crate::dialect::Dialect;

/// How STOMP URLs look, and where a STOMP broker listens if they do not say.
pub(crate) const SCHEME: Scheme = Scheme::new("stomp", 61613, "stomps", 61614);

/// A broker that speaks STOMP 1.2, Apache Artemis first; not yet connected.
///
/// # Examples
/// ```
/// use tidings_stomp::Stomp;
/// let provider = Stomp::connect("stomp://localhost:61613").credentials("orders", "secret");
/// assert!(!format!("{provider:?}").contains("secret"));
/// ```
pub struct Stomp {
    pub(crate) access: Access,
    pub(crate) dialect: Option<Dialect>,
    pub(crate) naming: QueueNaming,
    pub(crate) topology: Options,
}

impl Stomp {
    access_methods!(access);

    /// The broker of a URL:
    /// `stomp[s]://[user[:password]@][host[:port][,host[:port]..]][?option=value[&option=value..]]`.
    ///
    /// The host defaults to `localhost`, the port to 61613, with TLS to 61614. User, password and the values of options
    /// are percent-decoded, and no user means a login without one. What the methods below say can be said by options
    /// too: `allow_plain=true`, `external=true`, `ca=<file>`, `cert=<file>&key=<file>` and `server_name=<name>`; several
    /// hosts are backups, with `cluster=true` the nodes of a cluster. A URL that cannot be read is reported by `build()`.
    #[must_use]
    pub fn connect(url: impl AsRef<str>) -> Self {
        Self {
            access: Access::parse(url.as_ref(), SCHEME),
            dialect: None,
            naming: QueueNaming::Listener,
            topology: Options::default(),
        }
    }

    /// Says which broker it is, instead of believing what the broker calls itself when it is connected: then `build()`
    /// knows as well what it can do.
    #[must_use]
    pub fn broker(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
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
}

impl fmt::Debug for Stomp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Stomp");
        shown.field("access", &self.access).field("dialect", &self.dialect).field("topology", &self.topology);
        shown.finish_non_exhaustive()
    }
}
