//! Says whom a client trusts and who it is: plain data, which [`dial`](crate::dial) reads when it connects.

mod pem;

pub use pem::Pem;
#[cfg(feature = "tls")]
pub(crate) use pem::Place;

/// Whom to trust as the broker, and who to be towards it.
///
/// The broker's certificate is verified always: its chain, its time and its host name. There is no way to switch that
/// off. Files are read at every connection, so that a renewed certificate serves from the next one on.
///
/// # Examples
/// ```
/// use tidings_wire::tls::{Pem, Tls};
/// let tls = Tls::new()
///     .roots(Pem::file("ca.pem"))
///     .identity(Pem::file("orders.pem"), Pem::file("orders.key"));
/// assert!(tls.has_identity());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    pub(crate) roots: Vec<Pem>,
    pub(crate) identity: Option<Identity>,
    pub(crate) server_name: Option<String>,
}

/// A client's certificate with its chain, and the private key that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) chain: Pem,
    pub(crate) key: Pem,
}

impl Tls {
    /// Trusts the roots of the system, and shows no certificate.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts these certificate authorities instead of the system's; said more than once, all of them.
    #[must_use]
    pub fn roots(mut self, roots: Pem) -> Self {
        self.roots.push(roots);
        self
    }

    /// Shows this certificate to a broker that asks for one: the certificate first, then those that lead to its root,
    /// and the private key in PKCS#8, PKCS#1 or SEC1, not encrypted.
    #[must_use]
    pub fn identity(mut self, chain: Pem, key: Pem) -> Self {
        self.identity = Some(Identity { chain, key });
        self
    }

    /// Expects the broker's certificate to be made out to this name instead of the host that is connected to.
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }

    /// Whether there is a certificate to show.
    pub fn has_identity(&self) -> bool {
        self.identity.is_some()
    }
}
