//! A manager over a real broker, with a listener of an event that is known by its name.

use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Arc, Mutex},
    time::Duration,
};

use tidings_broker::Artemis;
use tidings_core::{
    Failure, Result,
    delivery::{ExternalEvent, Received},
    manager::EventManager,
    policy::{Backoff, Retry},
    provider::{Claim, Health},
    subscription::Subscription,
};
use tokio::sync::watch;

use crate::{
    Protocol,
    support::{limits, within},
};

/// How long a shutdown may take.
pub const DRAIN: Duration = Duration::from_secs(5);

/// What a listener has handled, by the number that each event is: how often each attempt was made.
#[derive(Clone)]
pub struct Handled {
    attempts: Arc<Mutex<BTreeMap<u64, Vec<u32>>>>,
    done: watch::Sender<usize>,
}

impl Default for Handled {
    fn default() -> Self {
        Self { attempts: Arc::default(), done: watch::channel(0).0 }
    }
}

impl Handled {
    /// A listener that fails as `judge` says, given the number and the attempt.
    pub fn judging(
        &self,
        judge: impl Fn(u64, u32) -> Result<(), Failure> + Send + Sync + 'static,
    ) -> impl Fn(Received<ExternalEvent>) -> std::future::Ready<Result> + Send + Sync + 'static {
        let this = self.clone();
        move |received: Received<ExternalEvent>| {
            let attempt = received.delivery().attempt();
            let number = received.data()["n"].as_u64().unwrap_or(u64::MAX);
            let judged = judge(number, attempt);
            this.attempts.lock().unwrap().entry(number).or_default().push(attempt);
            if judged.is_ok() {
                this.done.send_modify(|done| *done += 1);
            }
            ready(judged)
        }
    }

    /// Waits until so many events were handled successfully, repetitions included.
    pub async fn reaches(&self, count: usize) {
        let mut done = self.done.subscribe();
        // Longer than for one event: it is many of them.
        let reached = tokio::time::timeout(Duration::from_secs(90), done.wait_for(|done| *done >= count)).await;
        assert!(reached.is_ok(), "{} of {count} were handled", *self.done.borrow());
    }

    /// The attempts that were made, by number.
    pub fn attempts(&self) -> BTreeMap<u64, Vec<u32>> {
        self.attempts.lock().unwrap().clone()
    }
}

/// The body of the event of a number, 1 KB.
pub fn numbered(n: u64) -> String {
    format!(r#"{{"n":{n},"text":"{}"}}"#, "x".repeat(1_000))
}

/// A listener of this claim that makes so many attempts, with pauses short enough for a test.
pub fn subscription(claim: &Claim, attempts: u32) -> Subscription {
    let retry =
        Retry::DEFAULT.attempts(attempts).backoff(Backoff::new(Duration::from_millis(50), Duration::from_secs(1)));
    Subscription::to(claim.listener().to_owned(), claim.event_ref().clone()).retry(retry)
}

/// A manager that is started, with one listener.
pub async fn started(
    protocol: &Protocol,
    url: &str,
    subscription: Subscription,
    listener: impl Fn(Received<ExternalEvent>) -> std::future::Ready<Result> + Send + Sync + 'static,
) -> EventManager {
    let manager = EventManager::builder()
        .provider((protocol.provider)(url))
        .limits(|to| {
            *to = limits();
            to.drain = DRAIN;
        })
        .listen::<ExternalEvent, _>(subscription, listener)
        .build()
        .unwrap();
    within(manager.start()).await.unwrap();
    manager
}

/// Waits until the health of the manager's only listener is as wanted.
pub async fn listener_is(manager: &EventManager, wanted: impl Fn(&Health) -> bool) {
    within(async {
        while !manager.health().listeners.iter().all(|(_, health)| wanted(health)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

/// The broker of a test with these settings for everything below `full`.
pub async fn broker(settings: &str) -> Artemis {
    Artemis::builder().address_setting("full.#", settings).start().await.unwrap()
}
