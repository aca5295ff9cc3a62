use super::{EventManager, ShutdownError};
use crate::{
    error::BoxError,
    ledger::Ledger,
    signal::{Signal, Signals},
};

impl EventManager {
    /// Starts, goes on until the process is asked to end, and shuts down: what the main function of a service calls.
    ///
    /// The request is SIGTERM or SIGINT on Unix, Ctrl-C or the end of the console on Windows. It gives a start up, which
    /// is undone. The shutdown is that of [`shutdown`](Self::shutdown): listeners finish what they are at, within the
    /// drain limit. A second request ends that at once, as [`shutdown_now`](Self::shutdown_now) does: this function
    /// returns with what was not finished, and never ends the process by itself.
    ///
    /// ```no_run
    /// # use tidings_core::{error::BoxError, manager::EventManager};
    /// #[tokio::main]
    /// async fn main() -> Result<(), BoxError> {
    ///     EventManager::builder().connect("local:").build()?.run_until_signal().await
    /// }
    /// ```
    ///
    /// # Errors
    /// The first of: signals that cannot be listened to, a failed start, an unfinished shutdown, which is a
    /// [`ShutdownError`] with what would be lost.
    ///
    /// # Cancel safety
    /// As that of [`start`](Self::start), [`shutdown`](Self::shutdown): dropped while it runs, it leaves the manager
    /// running, without anybody who listens to signals.
    pub async fn run_until_signal(&self) -> Result<(), BoxError> {
        // First, so that none is missed.
        let mut signals = Signals::listen()?;
        let asked = tokio::select! {
            biased;
            signal = signals.next() => signal,
            started = self.start() => {
                started?;
                signals.next().await
            }
        };
        self.end(asked, &mut signals).await?;
        Ok(())
    }

    async fn end(&self, asked: Signal, signals: &mut Signals) -> Result<Ledger, ShutdownError> {
        tracing::info!(signal = %asked, "asked to end; another signal ends it at once");
        let mut ended = Box::pin(self.shutdown());
        tokio::select! {
            biased;
            ended = &mut ended => return ended,
            again = signals.next() => tracing::warn!(signal = %again, "asked again: nothing is waited for any more"),
        }
        self.inner.hurry.send_replace(true);
        ended.await
    }
}
