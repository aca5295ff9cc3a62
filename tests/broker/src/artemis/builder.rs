use std::ffi::OsString;
use std::time::Duration;

use super::broker::Artemis;
use super::configuration::{Configuration, User};
use super::jvm::Jvm;
use super::launch::Launch;
use super::ports::Ports;
use super::rights::Rights;
use super::source::{self, Found};
use crate::Error;
use crate::environment::Environment;

/// Configuration of a broker of one's own; see [`Artemis::builder`].
#[must_use]
pub struct Builder {
    environment: Environment,
    ports: Option<Ports>,
    configuration: Configuration,
    jvm: Jvm,
    start_timeout: Duration,
}

impl Artemis {
    /// Starts a broker of one's own with the default configuration.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// A broker of one's own with another configuration.
    pub fn builder() -> Builder {
        Builder::new()
    }
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            environment: Environment::of_process(),
            ports: None,
            configuration: Configuration::default(),
            jvm: Jvm::default(),
            start_timeout: Duration::from_secs(60),
        }
    }

    /// Adds a user with these rights on every address; `admin` keeps all.
    ///
    /// Name and password may hold any character, but no comma in the name.
    pub fn user(mut self, name: &str, password: &str, rights: Rights) -> Self {
        self.configuration.users.push(User { name: name.into(), password: password.into(), rights });
        self
    }

    /// Gives a user of [`user`](Self::user) other rights on the addresses that match.
    ///
    /// As always on Artemis, the most specific pattern alone decides: there, users that are not named have no rights,
    /// but for `admin`, who has all. [`Right::Manage`](crate::Right::Manage) belongs to `activemq.management.#`.
    pub fn rights_on(mut self, pattern: &str, user: &str, rights: Rights) -> Self {
        self.configuration.grants.push((pattern.into(), user.into(), rights));
        self
    }

    /// Lets clients in that do not log in (SASL ANONYMOUS), with the rights of `admin`.
    pub fn allow_anonymous(mut self) -> Self {
        self.configuration.anonymous = true;
        self
    }

    /// Adds an address setting: a pattern, and the elements within, such as `<max-delivery-attempts>3</..>`.
    pub fn address_setting(mut self, pattern: &str, xml: &str) -> Self {
        self.configuration.address_settings.push((pattern.into(), xml.into()));
        self
    }

    /// Changes the text of `broker.xml` before the start, for whatever the other methods do not offer.
    pub fn broker_xml(mut self, change: impl Fn(String) -> String + Send + Sync + 'static) -> Self {
        self.configuration.changes.push(Box::new(change));
        self
    }

    /// Listens on these ports; by default on free ones, outside the range that outgoing connections take theirs from.
    pub fn ports(mut self, ports: Ports) -> Self {
        self.ports = Some(ports);
        self
    }

    /// Tunes Java; [`Jvm::Quick`] by default.
    pub fn jvm(mut self, jvm: Jvm) -> Self {
        self.jvm = jvm;
        self
    }

    /// How long a start may take until the broker is ready; 60 s by default.
    pub fn start_timeout(mut self, limit: Duration) -> Self {
        self.start_timeout = limit;
        self
    }

    /// Reads environment variables from this function in place of the process's environment.
    ///
    /// It is asked for the variables of the crate's front page, and for `PATH`, `JAVA_HOME`, `HOME` and
    /// `XDG_CACHE_HOME`.
    pub fn environment(mut self, lookup: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        self.environment = Environment::new(lookup);
        self
    }

    /// Finds or fetches Artemis, and starts it; returns when it is ready for connections.
    ///
    /// # Errors
    /// No source has a broker, or it did not become ready in time; the text has the end of its log.
    ///
    /// # Cancel safety
    /// Cancel safe: a broker whose start nobody waits for is ended again.
    pub async fn start(self) -> Result<Artemis, Error> {
        tokio::task::spawn_blocking(move || self.start_blocking(false))
            .await
            .map_err(|cause| Error::new(format!("starting the broker ended early: {cause}")))?
    }

    /// `shared`: a running broker of somebody else's serves too.
    pub(crate) fn start_blocking(self, shared: bool) -> Result<Artemis, Error> {
        self.configuration.validate()?;
        match source::find(&self.environment, shared)? {
            Found::Running(endpoint) => Ok(Artemis::foreign(endpoint)),
            Found::Distribution(distribution) => {
                let Self { ports, configuration, jvm, start_timeout, .. } = self;
                Launch { distribution, configuration, ports, jvm, start_timeout }.start()
            }
        }
    }
}
