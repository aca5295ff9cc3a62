use std::ffi::OsString;
use std::time::Duration;

use super::broker::Artemis;
use super::cluster::ArtemisCluster;
use super::configuration::{Configuration, User};
use super::endpoint::Endpoint;
use super::jvm::Jvm;
use super::launch::Launch;
use super::pair::ArtemisPair;
use super::ports::Ports;
use super::rights::Rights;
use super::source::{self, Found};
use super::tls::Tls;
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

impl ArtemisPair {
    /// Starts a primary and its backup with the default configuration.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub async fn start() -> Result<Self, Error> {
        Artemis::builder().start_pair().await
    }
}

impl ArtemisCluster {
    /// Starts a cluster of so many brokers with the default configuration.
    ///
    /// # Errors
    /// As [`Builder::start_cluster`].
    pub async fn start(brokers: usize) -> Result<Self, Error> {
        Artemis::builder().start_cluster(brokers).await
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

    /// Listens with TLS too, on ports of their own ([`Artemis::amqps_url`], [`Artemis::stomps_url`]).
    pub fn tls(mut self, tls: &Tls) -> Self {
        self.configuration.tls = Some(tls.clone());
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
        blocking(move || self.start_blocking(false)).await
    }

    /// Starts a primary and its backup, both with this configuration; forced [`ports`](Self::ports) are not for them.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_pair(self) -> Result<ArtemisPair, Error> {
        blocking(move || ArtemisPair::launch(&self.launch_own()?)).await
    }

    /// Starts a cluster of so many brokers, all with this configuration, and returns when they know each other; forced
    /// [`ports`](Self::ports) are not for them.
    ///
    /// # Errors
    /// As [`start`](Self::start), or they did not find each other in time.
    pub async fn start_cluster(self, brokers: usize) -> Result<ArtemisCluster, Error> {
        blocking(move || ArtemisCluster::launch(&self.launch_own()?, brokers)).await
    }

    /// `shared`: a running broker of somebody else's serves too.
    pub(crate) fn start_blocking(self, shared: bool) -> Result<Artemis, Error> {
        let ports = self.ports;
        match self.launch(shared)? {
            Ok(launch) => launch.start(ports),
            Err(endpoint) => Ok(Artemis::foreign(endpoint)),
        }
    }

    fn launch_own(self) -> Result<Launch, Error> {
        self.launch(false)?.map_err(|_| Error::new("a running broker of somebody else's does not do here"))
    }

    /// `Err` within for a running broker.
    fn launch(self, shared: bool) -> Result<Result<Launch, Endpoint>, Error> {
        self.configuration.validate()?;
        let Self { environment, configuration, jvm, start_timeout, .. } = self;
        Ok(match source::find(&environment, shared)? {
            Found::Running(endpoint) => Err(endpoint),
            Found::Own(means) => Ok(Launch { means, configuration, jvm, start_timeout }),
        })
    }
}

async fn blocking<T: Send + 'static>(start: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(start)
        .await
        .map_err(|cause| Error::new(format!("starting the broker ended early: {cause}")))?
}
