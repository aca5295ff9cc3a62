use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::endpoint::Endpoint;
use crate::instance::Instance;
use crate::{Error, Ports};

/// A real Apache Artemis, and the power over its process if it was started here.
///
/// It ends when the value is dropped, and in any case with the process that started it.
///
/// The methods that signal the process do their blocking work on tokio's threads for that, so they need a tokio
/// runtime and may be called from several. Each is bounded in time. They are cancel safe in that the work goes on:
/// what was begun is done soon after, and the next call waits for it.
pub struct Artemis {
    endpoint: Endpoint,
    directory: Option<PathBuf>,
    /// `None` for a broker of somebody else's.
    instance: Option<Arc<Mutex<Instance>>>,
}

impl Artemis {
    pub(crate) fn foreign(endpoint: Endpoint) -> Self {
        Self { endpoint, directory: None, instance: None }
    }

    pub(crate) fn own(instance: Instance) -> Self {
        Self {
            endpoint: instance.endpoint(),
            directory: Some(instance.directory().to_owned()),
            instance: Some(Arc::new(Mutex::new(instance))),
        }
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

    /// The folder with its configuration, data and log, removed at its end; `None` for a broker of somebody else's.
    pub fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// Whether it was started here, so that it can be killed, frozen, stopped and restarted.
    pub fn is_ours(&self) -> bool {
        self.instance.is_some()
    }

    /// The process id while it runs (frozen or not); `None` for a broker of somebody else's.
    pub async fn pid(&self) -> Option<u32> {
        self.control(|broker| Ok(broker.pid())).await.ok().flatten()
    }

    /// Ends the process as a crash does (SIGKILL), and returns when it is gone. Data that it had confirmed stays.
    ///
    /// # Errors
    /// It is not ours, or does not run.
    pub async fn kill(&self) -> Result<(), Error> {
        self.control(Instance::kill).await
    }

    /// Stops the process in its tracks (SIGSTOP), and returns when it stands still: its connections stay open, and
    /// nobody answers.
    ///
    /// # Errors
    /// It is not ours, or does not run.
    pub async fn freeze(&self) -> Result<(), Error> {
        self.control(|broker| broker.freeze()).await
    }

    /// Lets a frozen process go on (SIGCONT); does nothing to one that was not frozen.
    ///
    /// # Errors
    /// It is not ours, or does not run.
    pub async fn thaw(&self) -> Result<(), Error> {
        self.control(|broker| broker.thaw()).await
    }

    /// Shuts the broker down in order (SIGTERM), and returns when it is gone; after 20 s it is killed.
    ///
    /// # Errors
    /// It is not ours, or does not run.
    pub async fn stop(&self) -> Result<(), Error> {
        self.control(Instance::stop).await
    }

    /// Starts it again on the same ports and data, and returns when it is ready; if it still runs, it is stopped first.
    ///
    /// # Errors
    /// It is not ours, or did not become ready in time; the text has the end of its log.
    pub async fn restart(&self) -> Result<(), Error> {
        self.control(Instance::restart).await
    }

    /// The end of its log, at most 64 KiB, for the message of a failed test; empty for a broker of somebody else's.
    pub async fn log(&self) -> String {
        self.control(|broker| Ok(broker.log())).await.unwrap_or_default()
    }

    async fn control<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Instance) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let Some(instance) = self.instance.clone() else {
            return Err(Error::new(format!(
                "the broker at {}:{} is not ours to control; tests that do need one of their own, see `Artemis::start`",
                self.endpoint.host, self.endpoint.amqp
            )));
        };
        tokio::task::spawn_blocking(move || act(&mut lock(&instance)))
            .await
            .map_err(|cause| Error::new(format!("controlling the broker ended early: {cause}")))?
    }
}

/// A panic elsewhere leaves the instance usable: each method begins by looking at the process.
fn lock(instance: &Mutex<Instance>) -> MutexGuard<'_, Instance> {
    instance.lock().unwrap_or_else(PoisonError::into_inner)
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
