//! Reads the URL of a broker: `amqp://user:password@host:61616?allow_plain=true`.

mod host;
mod parse;
mod secret;

pub use host::Host;
pub use secret::{Credentials, Secret};

use std::fmt;

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
    /// Where the broker is. One host for now; a list of hosts will be read here.
    pub host: Host,
    /// Who connects; an empty user is anonymous.
    pub credentials: Credentials,
    /// Whether a password may cross a plain connection to another machine.
    pub allow_plain: bool,
}

impl fmt::Display for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.scheme)?;
        if !self.credentials.is_anonymous() {
            write!(f, "{}@", self.credentials.user)?;
        }
        write!(f, "{}", self.host)
    }
}

impl fmt::Debug for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BrokerUrl({self})")
    }
}
