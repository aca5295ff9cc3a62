//! Goes round the hosts of a list until one of them serves.

use std::{
    fmt,
    future::Future,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tidings_core::{Error, ErrorKind, runtime::Runtime};
use tokio::time::{Instant, timeout};

use crate::url::{Host, Hosts, HostsKind};

/// The hosts of one connection, and which of them served last.
///
/// [Backups](HostsKind::Backups) are tried in their order, beginning with the one that served last; the nodes of a
/// [cluster](HostsKind::Cluster) in random order.
pub struct Round {
    hosts: Vec<Host>,
    kind: HostsKind,
    runtime: Runtime,
    last: AtomicUsize,
}

impl Round {
    /// The hosts of a list; chance comes from `runtime`.
    pub fn new(hosts: &Hosts, runtime: Runtime) -> Self {
        Self { hosts: hosts.iter().cloned().collect(), kind: hosts.kind(), runtime, last: AtomicUsize::new(0) }
    }

    /// How many hosts there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.hosts.len()).unwrap_or(u32::MAX)
    }

    /// Tries one host after the other until one serves, all within `limit`. Each host gets its share of the time that
    /// is left; `silent` is what is done about one that does not answer in its share.
    ///
    /// # Errors
    /// The first error that a retry cannot cure, at once; otherwise, when all hosts have failed, the error of the only
    /// one, or one that names each of them with its cause.
    ///
    /// # Cancel safety
    /// Dropping the future gives the attempt up.
    pub async fn try_each<T, F>(
        &self,
        limit: Duration,
        silent: &'static str,
        attempt: impl Fn(Host, Duration) -> F + Send,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let end = Instant::now() + limit;
        let order = self.order();
        let mut failures = Vec::with_capacity(order.len());
        for (tried, (at, host)) in order.into_iter().enumerate() {
            let left = u32::try_from(self.hosts.len() - tried).unwrap_or(u32::MAX);
            let share = end.saturating_duration_since(Instant::now()) / left;
            let outcome = match timeout(share, attempt(host.clone(), share)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(silence(host, share, silent)),
            };
            match outcome {
                Ok(served) => {
                    self.last.store(at, Ordering::Relaxed);
                    return Ok(served);
                }
                Err(error) if error.is_retryable() => failures.push((host, error)),
                Err(error) => return Err(error),
            }
        }
        Err(all_failed(failures))
    }

    fn order(&self) -> Vec<(usize, &Host)> {
        let mut order: Vec<_> = self.hosts.iter().enumerate().collect();
        match self.kind {
            HostsKind::Backups => order.rotate_left(self.last.load(Ordering::Relaxed)),
            HostsKind::Cluster => {
                for at in (1..order.len()).rev() {
                    let other = self.runtime.below(at as u64 + 1);
                    order.swap(at, usize::try_from(other).unwrap_or(at));
                }
            }
        }
        order
    }
}

impl fmt::Debug for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Round").field("hosts", &self.hosts).field("kind", &self.kind).finish_non_exhaustive()
    }
}

fn silence(host: &Host, share: Duration, remedy: &'static str) -> Error {
    Error::new(ErrorKind::Timeout, "log in")
        .with("address", host)
        .with("limit", format_args!("{share:?}"))
        .with_remedy(remedy)
}

fn all_failed(mut failures: Vec<(&Host, Error)>) -> Error {
    if failures.len() == 1
        && let Some((_, error)) = failures.pop()
    {
        return error;
    }
    let kind = match failures.first() {
        Some((_, first)) if failures.iter().all(|(_, error)| error.kind() == first.kind()) => first.kind(),
        _ => ErrorKind::Disconnected,
    };
    let error = Error::new(kind, "connect to any host of the list").with_retryable(true);
    failures.into_iter().fold(error, |error, (host, cause)| error.with("host", format_args!("{host}: {cause:?}")))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tidings_core::{runtime::RuntimeSource, timestamp::Timestamp};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    fn round(names: &[&str], kind: HostsKind, runtime: Runtime) -> Round {
        let mut hosts = names.iter().map(|name| Host::new(*name, 1));
        Round::new(&Hosts::new(hosts.next().unwrap(), hosts.collect(), kind), runtime)
    }

    fn backups() -> Round {
        round(&["a", "b", "c"], HostsKind::Backups, Runtime::system())
    }

    /// Tries each host once; the hosts of `silent` never answer, those of `serve` do, and all others refuse.
    async fn go(round: &Round, serve: &str, silent: &str) -> (Vec<String>, Result<String, Error>) {
        let tried = Mutex::new(Vec::new());
        let attempt = |host: Host, _| {
            tried.lock().unwrap().push(host.name.clone());
            async move {
                if silent.contains(&host.name) {
                    std::future::pending::<()>().await;
                }
                if serve.contains(&host.name) {
                    return Ok(host.name);
                }
                Err(Error::new(ErrorKind::Disconnected, "connect").with("address", host))
            }
        };
        let outcome = round.try_each(LIMIT, "is it the right port?", attempt).await;
        (tried.into_inner().unwrap(), outcome)
    }

    #[tokio::test]
    async fn backups_are_tried_in_order_beginning_with_the_one_that_served_last() {
        let round = backups();
        assert_eq!(go(&round, "bc", "").await.0, ["a", "b"]);
        assert_eq!(go(&round, "b", "").await.0, ["b"]);
        assert_eq!(go(&round, "a", "").await.0, ["b", "c", "a"]);
        assert_eq!(go(&round, "", "").await.0, ["a", "b", "c"]);
        assert_eq!(go(&round, "a", "").await.0, ["a"], "a round without success forgets nothing");
    }

    #[tokio::test]
    async fn the_error_of_a_round_names_each_host_with_its_cause() {
        let error = go(&backups(), "", "").await.1.unwrap_err();
        assert!(error.is_retryable() && error.kind() == ErrorKind::Disconnected);
        for host in ["a:1: could not connect", "b:1: could not connect", "c:1: could not connect"] {
            assert!(error.to_string().contains(host), "{error}");
        }
        let alone = go(&round(&["a"], HostsKind::Backups, Runtime::system()), "", "").await.1.unwrap_err();
        assert_eq!(alone.to_string(), "could not connect: disconnected (address: a:1)");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_host_is_left_after_its_share_of_the_time() {
        let begun = Instant::now();
        let (tried, served) = go(&backups(), "c", "a").await;
        assert_eq!((tried.len(), served.unwrap().as_str(), begun.elapsed()), (3, "c", LIMIT / 3));
        let begun = Instant::now();
        let error = go(&backups(), "", "abc").await.1.unwrap_err();
        assert_eq!((error.kind(), begun.elapsed()), (ErrorKind::Timeout, LIMIT));
        assert!(error.is_retryable() && error.to_string().contains("is it the right port?"), "{error}");
    }

    #[tokio::test]
    async fn an_error_that_no_retry_cures_ends_the_round() {
        let tried = Mutex::new(0);
        let attempt = |_, _| {
            *tried.lock().unwrap() += 1;
            async { Err::<(), _>(Error::new(ErrorKind::Credentials, "log in")) }
        };
        let error = backups().try_each(LIMIT, "", attempt).await.unwrap_err();
        assert_eq!((error.kind(), *tried.lock().unwrap()), (ErrorKind::Credentials, 1));
    }

    /// Chance that always gives the same.
    struct Constant(u64);

    impl RuntimeSource for Constant {
        fn now(&self) -> Timestamp {
            Timestamp::from_unix_millis(0)
        }
        fn random(&self) -> u64 {
            self.0
        }
    }

    #[tokio::test]
    async fn the_nodes_of_a_cluster_are_tried_by_chance_and_each_once() {
        for (chance, order) in [(u64::MAX, ["a", "b", "c"]), (0, ["b", "c", "a"])] {
            let round = round(&["a", "b", "c"], HostsKind::Cluster, Runtime::new(Arc::new(Constant(chance))));
            assert_eq!(go(&round, "", "").await.0, order);
        }
    }
}
