//! Stands in for TLS where it is not built in.

use std::time::Duration;

use async_trait::async_trait;
use tidings_core::{Error, ErrorKind};

use super::{Dial, Socket, Tcp};
use crate::{tls::Tls, url::Host};

/// TLS over TCP, which is not built in: enable the feature `tls`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secure;

impl Secure {
    /// Refuses every connection.
    pub fn new(_: Tcp, _: Tls) -> Self {
        Self
    }

    /// Whether the settings can be used.
    ///
    /// # Errors
    /// `Unsupported`, always.
    pub fn check(_: &Tls) -> Result<(), Error> {
        Err(unsupported())
    }
}

#[async_trait]
impl Dial for Secure {
    async fn dial(&self, host: &Host, _: Duration) -> Result<Socket, Error> {
        Err(unsupported().with("address", host))
    }
}

fn unsupported() -> Error {
    Error::new(ErrorKind::Unsupported, "connect with TLS")
        .with_remedy("enable the feature `tls` of the crate `tidings`, or of the provider's")
}
