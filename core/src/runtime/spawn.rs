use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::oneshot,
    task::JoinHandle,
};

use super::{AnyTask, Parts, Runtime};

/// A task that was spawned; dropping it leaves the task running, [`abort`](Task::abort) ends it.
#[derive(Debug)]
pub struct Task<T>(Running<T>);

#[derive(Debug)]
enum Running<T> {
    /// It gives its output itself.
    Whole(JoinHandle<T>),
    /// It tells its output before it ends; `None` once it is known that it has not.
    Telling(oneshot::Receiver<T>, Option<JoinHandle<()>>),
}

/// The task panicked or was aborted.
#[derive(Debug)]
pub struct TaskFailed(tokio::task::JoinError);

impl Runtime {
    /// The same, spawning onto this tokio runtime wherever it is called from.
    #[must_use]
    pub fn on(&self, handle: Handle) -> Self {
        Self(Some(Arc::new(Parts { source: self.source().cloned(), handle: Some(handle) })))
    }

    /// Runs a future on the tokio runtime that was [chosen](Self::on), otherwise on that of the caller.
    pub fn spawn<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        // All are one type for tokio, which would compile what it has around a task for each type again.
        let (tell, told) = oneshot::channel();
        let mut task: AnyTask = Box::pin(async move { drop(tell.send(future.await)) });
        if let Some(source) = self.source() {
            task = source.task(task);
        }
        Task(Running::Telling(told, Some(self.start(task))))
    }

    /// The same without an allocation of its own, for what is spawned per event.
    pub(crate) fn spawn_whole<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match self.source() {
            None => Task(Running::Whole(self.start(future))),
            Some(_) => self.spawn(future),
        }
    }

    /// Whether tasks of this runtime could never run at the same time; without a runtime that nobody knows.
    pub(crate) fn is_single_threaded(&self) -> bool {
        let handle = self.handle().cloned().or_else(|| Handle::try_current().ok());
        let is_so = handle.is_some_and(|handle| handle.runtime_flavor() == RuntimeFlavor::CurrentThread);
        self.source().map_or(is_so, |source| source.is_single_threaded(is_so))
    }

    fn start<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match self.handle() {
            Some(handle) => handle.spawn(future),
            #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
            None => tokio::spawn(future),
        }
    }
}

impl<T> Task<T> {
    /// Ends the task at its next await point.
    pub fn abort(&self) {
        match &self.0 {
            Running::Whole(task) => task.abort(),
            Running::Telling(_, task) => task.iter().for_each(JoinHandle::abort),
        }
    }

    /// Whether the task has ended.
    pub fn is_finished(&self) -> bool {
        match &self.0 {
            Running::Whole(task) => task.is_finished(),
            Running::Telling(_, task) => task.as_ref().is_none_or(JoinHandle::is_finished),
        }
    }
}

impl<T> Future for Task<T> {
    type Output = Result<T, TaskFailed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Running::Whole(task) => Pin::new(task).poll(cx).map_err(TaskFailed),
            Running::Telling(told, running) => {
                let Some(task) = running else { return Poll::Pending };
                let ended = ready!(Pin::new(task).poll(cx));
                match (told.try_recv(), ended) {
                    (Ok(output), _) => Poll::Ready(Ok(output)),
                    (Err(_), Err(failed)) => Poll::Ready(Err(TaskFailed(failed))),
                    (Err(_), Ok(())) => {
                        // A source ended it without an end, as that of the process would: nobody is told.
                        *running = None;
                        Poll::Pending
                    }
                }
            }
        }
    }
}

impl fmt::Display for TaskFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_panic() { "a task panicked" } else { "a task was aborted" })
    }
}

impl std::error::Error for TaskFailed {}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    use tokio::time::timeout;

    use super::*;
    use crate::{
        runtime::{AnyTask, RuntimeSource},
        timestamp::Timestamp,
    };

    /// Counts what is spawned, and has ids of its own.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl RuntimeSource for Counting {
        fn now(&self) -> Timestamp {
            Timestamp::from_unix_millis(0)
        }

        fn random(&self) -> u64 {
            7
        }

        fn task(&self, task: AnyTask) -> AnyTask {
            self.0.fetch_add(1, Ordering::Relaxed);
            task
        }

        fn count(&self) -> Option<u64> {
            Some(self.0.load(Ordering::Relaxed) as u64)
        }
    }

    /// Ends every task before it begins.
    struct Ending;

    impl RuntimeSource for Ending {
        fn now(&self) -> Timestamp {
            Timestamp::from_unix_millis(0)
        }

        fn random(&self) -> u64 {
            7
        }

        fn task(&self, _: AnyTask) -> AnyTask {
            Box::pin(async {})
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_task_that_its_source_ended_is_told_nothing() {
        let mut task = Runtime::new(Arc::new(Ending)).spawn(async { 5 });
        let moment = Duration::from_secs(1);
        assert!(timeout(moment, &mut task).await.is_err() && task.is_finished());
        assert!(timeout(moment, &mut task).await.is_err());
    }

    #[tokio::test]
    async fn a_source_sees_every_task_and_numbers_the_ids() {
        let source = Arc::new(Counting::default());
        let runtime = Runtime::new(source.clone()).on(Handle::current());
        let first = runtime.event_id(runtime.now());
        assert_eq!(runtime.spawn(async { 5 }).await.unwrap(), 5);
        assert_eq!(source.0.load(Ordering::Relaxed), 1);
        assert!(runtime.spawn(async { panic!("told to") }).await.is_err());
        assert!(first < runtime.event_id(runtime.now()));
        assert_eq!(Runtime::new(Arc::new(Counting::default())).event_id(runtime.now()), first);
    }
}
