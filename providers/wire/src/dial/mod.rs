//! Opens sockets.
//!
//! [`Dial`] is the seam: plain TCP is [`Tcp`], [`Secure`] wraps the same socket in TLS, and a test may hand over a pipe.
//! [`Round`] chooses among several hosts.

#[cfg(not(feature = "tls"))]
mod absent;
mod parting;
mod password;
mod round;
#[cfg(feature = "tls")]
mod secure;
mod tcp;

#[cfg(not(feature = "tls"))]
pub use absent::Secure;
pub use parting::Parting;
pub use password::check_password;
pub use round::Round;
#[cfg(feature = "tls")]
pub use secure::Secure;
pub use tcp::Tcp;

use std::{fmt, time::Duration};

use async_trait::async_trait;
use tidings_core::Error;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::url::Host;

/// Opens a connection to a host.
///
/// An error that no retry can cure ends the attempt; any other leads to the next host.
#[async_trait]
pub trait Dial: Send + Sync + fmt::Debug {
    /// Connects within `limit`, name look-up included.
    ///
    /// # Errors
    /// `Disconnected` where the host is unknown or refuses, `Timeout` where it is silent; with TLS also `Untrusted` for
    /// its certificate, `Credentials` for the client's, `Protocol` where it speaks no TLS, and `Configuration`.
    ///
    /// # Cancel safety
    /// Dropping the future gives the attempt up and leaves nothing behind.
    async fn dial(&self, host: &Host, limit: Duration) -> Result<Socket, Error>;
}

/// An open connection, in its two directions.
#[non_exhaustive]
pub struct Socket {
    /// What the peer sends.
    pub read: Box<dyn AsyncRead + Send + Unpin>,
    /// What is sent to the peer.
    pub write: Box<dyn AsyncWrite + Send + Unpin>,
    /// Who may listen on the way.
    pub privacy: Privacy,
    /// What the peer says when it ends the connection below the protocol.
    pub parting: Parting,
}

/// Who may read what crosses a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Privacy {
    /// Nothing leaves this machine.
    Loopback,
    /// It is encrypted.
    Encrypted,
    /// Anybody on the way.
    Open,
}

impl Socket {
    /// Joins two directions to a connection.
    pub fn new(
        read: impl AsyncRead + Send + Unpin + 'static,
        write: impl AsyncWrite + Send + Unpin + 'static,
        privacy: Privacy,
    ) -> Self {
        Self { read: Box::new(read), write: Box::new(write), privacy, parting: Parting::default() }
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").field("privacy", &self.privacy).finish_non_exhaustive()
    }
}
