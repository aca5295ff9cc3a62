use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use super::endpoint::Endpoint;
use super::ports::Ports;
use crate::power::Power;
use crate::process::wait_for;
use crate::ready::is_open;
use crate::{Control, Error};

/// A real Apache Artemis, and the power over its process if it was started here: see [`Control`] for `kill`,
/// `restart` and the like.
///
/// It ends when the value is dropped, and in any case with the process that started it.
pub struct Artemis {
    endpoint: Endpoint,
    control: Control,
}

impl Artemis {
    pub(crate) fn foreign(endpoint: Endpoint) -> Self {
        let control = Control::of_nobody(endpoint.socket());
        Self { endpoint, control }
    }

    pub(crate) fn own(endpoint: Endpoint, instance: impl Power + 'static) -> Self {
        Self { endpoint, control: Control::new(instance) }
    }

    /// The AMQP URL with user and password, `amqp://admin:admin@127.0.0.1:<port>`.
    pub fn amqp_url(&self) -> String {
        self.endpoint.url("amqp", self.endpoint.amqp)
    }

    /// The AMQP URL for another user; name and password are percent-encoded here.
    pub fn amqp_url_for(&self, user: &str, password: &str) -> String {
        self.endpoint.login(user, password).url("amqp", self.endpoint.amqp)
    }

    /// The STOMP URL with user and password; on a broker of somebody else's the port is supposed to be 61613.
    pub fn stomp_url(&self) -> String {
        self.endpoint.url("stomp", self.endpoint.stomp)
    }

    /// The STOMP URL for another user; name and password are percent-encoded here.
    pub fn stomp_url_for(&self, user: &str, password: &str) -> String {
        self.endpoint.login(user, password).url("stomp", self.endpoint.stomp)
    }

    /// The AMQP URL with TLS, user and password; `None` without [`Builder::tls`](crate::Builder::tls).
    pub fn amqps_url(&self) -> Option<String> {
        self.endpoint.tls.map(|ports| self.endpoint.url("amqps", ports.amqps))
    }

    /// The STOMP URL with TLS, user and password; `None` without [`Builder::tls`](crate::Builder::tls).
    pub fn stomps_url(&self) -> Option<String> {
        self.endpoint.tls.map(|ports| self.endpoint.url("stomps", ports.stomps))
    }

    /// The URL for Artemis' own command line tools, without user and password.
    pub fn core_url(&self) -> String {
        format!("tcp://{}:{}", self.endpoint.host, self.endpoint.core)
    }

    /// The host that it listens on, as it stands in a URL.
    pub fn host(&self) -> &str {
        &self.endpoint.host
    }

    /// The ports that it listens on, the same ones through every restart.
    pub fn ports(&self) -> Ports {
        let Endpoint { amqp, stomp, core, .. } = self.endpoint;
        Ports { amqp, stomp, core }
    }
}

impl Artemis {
    /// Returns when it listens for AMQP and STOMP: for a backup, when it has taken over.
    ///
    /// # Errors
    /// It did not within 30 s.
    pub async fn listening(&self) -> Result<(), Error> {
        const LIMIT: Duration = Duration::from_secs(30);
        let ports = self.ports();
        // It opens one after the other.
        let are_open = move || (is_open(ports.amqp) && is_open(ports.stomp)).then_some(());
        let open = tokio::task::spawn_blocking(move || wait_for(LIMIT, are_open));
        match open.await {
            Ok(Some(())) => Ok(()),
            Ok(None) => {
                Err(Error::new(format!("nobody listens at {} after {} s", self.endpoint.socket(), LIMIT.as_secs())))
            }
            Err(cause) => Err(Error::new(format!("waiting for the broker ended early: {cause}"))),
        }
    }
}

impl Deref for Artemis {
    type Target = Control;

    fn deref(&self) -> &Control {
        &self.control
    }
}

impl fmt::Debug for Artemis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Artemis")
            .field("host", &self.endpoint.host)
            .field("ports", &self.ports())
            .field("is_ours", &self.is_ours())
            .finish_non_exhaustive()
    }
}
