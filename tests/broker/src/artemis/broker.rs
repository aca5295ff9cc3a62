use std::fmt;
use std::ops::Deref;

use super::endpoint::Endpoint;
use super::ports::Ports;
use crate::Control;
use crate::instance::Instance;

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

    pub(crate) fn own(endpoint: Endpoint, instance: Instance) -> Self {
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
