//! Reads the URL of a broker: `amqps://user:password@host:5671,other:5671?ca=ca.pem`.

mod address;
mod host;
mod hosts;
mod options;
mod parse;
mod secret;
mod text;

pub use host::Host;
pub use hosts::{Hosts, HostsKind};
pub use secret::{Credentials, Secret};

use std::fmt;

use crate::tls::Tls;

/// What a protocol's URLs look like and what they leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scheme {
    /// The scheme of a plain connection, such as `amqp`.
    pub plain: &'static str,
    /// The scheme of an encrypted connection, such as `amqps`.
    pub encrypted: &'static str,
    /// The port of a plain connection where none is given.
    pub plain_port: u16,
    /// The port of an encrypted connection where none is given.
    pub encrypted_port: u16,
}

impl Scheme {
    /// The schemes and ports of a protocol.
    pub const fn new(plain: &'static str, plain_port: u16, encrypted: &'static str, encrypted_port: u16) -> Self {
        Self { plain, encrypted, plain_port, encrypted_port }
    }
}

/// A broker's URL, taken apart; shows itself without the password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BrokerUrl {
    /// The scheme as written.
    pub scheme: &'static str,
    /// Whether the scheme asks for TLS.
    pub is_encrypted: bool,
    /// The port of a host that names none.
    pub default_port: u16,
    /// Where the broker may be.
    pub hosts: Hosts,
    /// Who connects; an empty user is anonymous.
    pub credentials: Credentials,
    /// Whether a password may cross a plain connection to another machine.
    pub allow_plain: bool,
    /// Whether who connects is told by the client's certificate.
    pub external: bool,
    /// What the options say of TLS.
    pub tls: Option<Tls>,
}

impl fmt::Display for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.scheme)?;
        if !self.credentials.is_anonymous() {
            write!(f, "{}@", self.credentials.user)?;
        }
        write!(f, "{}", self.hosts)
    }
}

impl fmt::Debug for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BrokerUrl({self})")
    }
}
