use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{runtime::Handle, task::JoinHandle};

use super::Runtime;

/// A task that was spawned; dropping it leaves the task running, [`abort`](Task::abort) ends it.
#[derive(Debug)]
pub struct Task<T>(JoinHandle<T>);

/// The task panicked or was aborted.
#[derive(Debug)]
pub struct TaskFailed(tokio::task::JoinError);

impl Runtime {
    /// The same, spawning onto this tokio runtime wherever it is called from.
    #[must_use]
    pub fn on(&self, handle: Handle) -> Self {
        Self { handle: Some(handle), ..self.clone() }
    }

    /// Runs a future on the tokio runtime that was [chosen](Self::on), otherwise on that of the caller.
    pub fn spawn<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match &self.handle {
            Some(handle) => Task(handle.spawn(future)),
            #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
            None => Task(tokio::spawn(future)),
        }
    }
}

impl<T> Task<T> {
    /// Ends the task at its next await point.
    pub fn abort(&self) {
        self.0.abort();
    }

    /// Whether the task has ended.
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

impl<T> Future for Task<T> {
    type Output = Result<T, TaskFailed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map_err(TaskFailed)
    }
}

impl fmt::Display for TaskFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_panic() { "a task panicked" } else { "a task was aborted" })
    }
}

impl std::error::Error for TaskFailed {}
