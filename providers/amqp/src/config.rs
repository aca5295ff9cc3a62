use std::fmt;

use tidings_artemis::{topology::Options, topology_methods};
use tidings_wire::{access::Access, access_methods, url::Scheme};

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
    pub(crate) access: Access,
    pub(crate) topology: Options,
}

impl Amqp {
    access_methods!(access);
    topology_methods!(topology);

    /// The broker of a URL: `amqp[s]://[user[:password]@][host[:port][,host[:port]..]][?option=value[&option=value..]]`.
    ///
    /// The host defaults to `localhost`, the port to 61616, with TLS to 5671. User, password and the values of options
    /// are percent-decoded, and no user means an anonymous connection. What the methods below say can be said by
    /// options too: `allow_plain=true`, `external=true`, `ca=<file>`, `cert=<file>&key=<file>` and `server_name=<name>`;
    /// several hosts are backups, with `cluster=true` the nodes of a cluster. A URL that cannot be read is reported by
    /// `build()`.
    #[must_use]
    pub fn connect(url: impl AsRef<str>) -> Self {
        Self { access: Access::parse(url.as_ref(), SCHEME), topology: Options::default() }
    }
}

impl fmt::Debug for Amqp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Amqp").field("access", &self.access).field("topology", &self.topology).finish_non_exhaustive()
    }
}
