use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::Error;
use crate::power::Power;
use crate::process::wait_for;

/// Power over the process of a broker that was started here; [`Artemis`](crate::Artemis) and the others lead to it, so
/// that each of its methods is one of theirs.
///
/// The methods that signal the process do their blocking work on tokio's threads for that, so they need a tokio
/// runtime and may be called from several. Each is bounded in time. They are cancel safe in that the work goes on:
/// what was begun is done soon after, and the next call waits for it.
pub struct Control {
    directory: Option<PathBuf>,
    /// `Err` for a broker of somebody else's, with where it is.
    instance: Result<Arc<Mutex<dyn Power>>, String>,
}

impl Control {
    /// Over nothing: the broker is somebody else's, and listens at `address`.
    pub(crate) fn of_nobody(address: String) -> Self {
        Self { directory: None, instance: Err(address) }
    }

    pub(crate) fn new(instance: impl Power + 'static) -> Self {
        Self { directory: Some(instance.directory().to_owned()), instance: Ok(Arc::new(Mutex::new(instance))) }
    }

    /// The folder with its configuration, data and log, removed at its end; `None` for a broker of somebody else's.
    pub fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// Whether it was started here, so that it can be killed, frozen, stopped and restarted.
    pub fn is_ours(&self) -> bool {
        self.instance.is_ok()
    }

    /// The process id while it runs (frozen or not); `None` for a broker of somebody else's.
    pub async fn pid(&self) -> Option<u32> {
        self.act(|broker| Ok(broker.pid())).await.ok().flatten()
    }

    /// Has the broker write what it confirms before that is written, and returns when it has: RabbitMQ keeps the last of its
    /// new queues and bindings to itself for up to 2 s. The others confirm what is written, so that there is nothing to do.
    ///
    /// # Errors
    /// It is not ours, does not run, or did not do it within 30 s.
    pub async fn flush(&self) -> Result<(), Error> {
        self.act(|broker| broker.flush()).await
    }

    /// Ends the process as a crash does (SIGKILL), and returns when it is gone. Data that it had confirmed stays; on RabbitMQ
    /// also what it had confirmed of a new queue, if it was [`flush`](Self::flush)ed.
    ///
    /// # Errors
    /// It is not ours, or does not run.
    pub async fn kill(&self) -> Result<(), Error> {
        self.act(|broker| broker.kill()).await
    }

    /// Stops the process in its tracks (SIGSTOP), and returns when it stands still: its connections stay open, and
    /// nobody answers.
    ///
    /// # Errors
    /// It is not ours, or does not run.
    pub async fn freeze(&self) -> Result<(), Error> {
        self.act(|broker| broker.freeze()).await
    }

    /// Lets a frozen process go on (SIGCONT); does nothing to one that was not frozen.
    ///
    /// # Errors
    /// It is not ours, or does not run.
    pub async fn thaw(&self) -> Result<(), Error> {
        self.act(|broker| broker.thaw()).await
    }

    /// Shuts the broker down in order (SIGTERM), and returns when it is gone; after 20 s it is killed.
    ///
    /// # Errors
    /// It is not ours, or does not run.
    pub async fn stop(&self) -> Result<(), Error> {
        self.act(|broker| broker.stop()).await
    }

    /// Starts it again on the same ports and data, and returns when it is ready; if it still runs, it is stopped first.
    ///
    /// # Errors
    /// It is not ours, or did not become ready in time; the text has the end of its log.
    pub async fn restart(&self) -> Result<(), Error> {
        self.act(|broker| broker.restart()).await
    }

    /// The end of its log, at most 64 KiB, for the message of a failed test; empty for a broker of somebody else's.
    pub async fn log(&self) -> String {
        self.act(|broker| Ok(broker.log())).await.unwrap_or_default()
    }

    /// Blocks until the log is so.
    pub(crate) fn wait_for_log(&self, limit: Duration, is_so: impl Fn(&str) -> bool) -> Result<(), Error> {
        let log = || self.instance.as_ref().map(|instance| lock(instance).log()).unwrap_or_default();
        wait_for(limit, || is_so(&log()).then_some(())).ok_or_else(|| {
            Error::new(format!("the broker did not come so far within {} s; its log:\n{}", limit.as_secs(), log()))
        })
    }

    async fn act<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut dyn Power) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let instance = self.instance.clone().map_err(|address| {
            Error::new(format!(
                "the broker at {address} is not ours to control; tests that do need one of their own, see \
                 `Artemis::start`"
            ))
        })?;
        tokio::task::spawn_blocking(move || act(&mut *lock(&instance)))
            .await
            .map_err(|cause| Error::new(format!("controlling the broker ended early: {cause}")))?
    }
}

/// A panic elsewhere leaves the instance usable: each method begins by looking at the process.
fn lock<'a>(instance: &'a Mutex<dyn Power>) -> MutexGuard<'a, dyn Power + 'static> {
    instance.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").field("is_ours", &self.is_ours()).finish_non_exhaustive()
    }
}
