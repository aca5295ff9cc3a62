use std::fmt;

use tidings_artemis::{topology::Options, topology_methods};
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
    pub(crate) topology: Options,
}

impl Stomp {
    access_methods!(access);
    topology_methods!(topology);

    /// The broker of a URL:
    /// `stomp[s]://[user[:password]@][host[:port][,host[:port]..]][?option=value[&option=value..]]`.
    ///
    /// The host defaults to `localhost`, the port to 61613, with TLS to 61614. User, password and the values of options
    /// are percent-decoded, and no user means a login without one. What the methods below say can be said by options
    /// too: `allow_plain=true`, `external=true`, `ca=<file>`, `cert=<file>&key=<file>` and `server_name=<name>`; several
    /// hosts are backups, with `cluster=true` the nodes of a cluster. A URL that cannot be read is reported by `build()`.
    #[must_use]
    pub fn connect(url: impl AsRef<str>) -> Self {
        Self { access: Access::parse(url.as_ref(), SCHEME), dialect: None, topology: Options::default() }
    }

    /// Says which broker it is, instead of believing what the broker calls itself when it is connected: then `build()`
    /// knows as well what it can do.
    #[must_use]
    pub fn broker(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
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
