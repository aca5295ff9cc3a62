use crate::Error;
use crate::port::{free_port, is_free};

/// The ports of a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// AMQP 1.0.
    pub amqp: u16,
    /// STOMP.
    pub stomp: u16,
    /// Artemis' own protocol, which its command line tools speak.
    pub core: u16,
}

impl Ports {
    /// These ports, but free ones in place of those that somebody listens on.
    ///
    /// # Errors
    /// No port is free.
    pub fn or_free(self) -> Result<Self, Error> {
        let either = |port| if is_free(port) { Ok(port) } else { free_port() };
        Ok(Self { amqp: either(self.amqp)?, stomp: either(self.stomp)?, core: either(self.core)? })
    }

    /// Three ports that nobody listens on. Another process may be quicker to take them.
    pub(crate) fn free() -> Result<Self, Error> {
        Ok(Self { amqp: free_port()?, stomp: free_port()?, core: free_port()? })
    }
}

/// Where it listens with TLS.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TlsPorts {
    pub(crate) amqps: u16,
    pub(crate) stomps: u16,
}

impl TlsPorts {
    pub(crate) fn free() -> Result<Self, Error> {
        Ok(Self { amqps: free_port()?, stomps: free_port()? })
    }
}
