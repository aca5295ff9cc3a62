//! Managers over brokers, for one protocol or the other.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tidings_amqp::Amqp;
use tidings_broker::Artemis;
use tidings_core::{
    ErrorKind,
    dispatch::Report,
    manager::{Builder, EventManager},
    provider::{Limits, Provider},
};
use tidings_stomp::Stomp;

/// Longer than anything that is right may take.
pub(crate) const BOUND: Duration = Duration::from_secs(120);

/// What a future gives; it fails the test if that takes too long.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    match tokio::time::timeout(BOUND, future).await {
        Ok(output) => output,
        Err(_) => panic!("it takes too long"),
    }
}

/// Waits until a count has become so large.
pub(crate) async fn reached(count: &AtomicUsize, least: usize) {
    within(async {
        while count.load(Ordering::Relaxed) < least {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Protocol {
    Amqp,
    Stomp,
}

impl Protocol {
    pub(crate) fn provider(self, broker: &Artemis) -> Arc<dyn Provider> {
        match self {
            Self::Amqp => Arc::new(Amqp::connect(broker.amqp_url())),
            Self::Stomp => Arc::new(Stomp::connect(broker.stomp_url())),
        }
    }
}

/// Counts how often an error kind was reported to the hook, and how often any other.
#[derive(Clone, Default)]
pub(crate) struct Reported {
    pub(crate) full: Arc<AtomicUsize>,
    pub(crate) others: Arc<AtomicUsize>,
}

impl Reported {
    pub(crate) fn all(&self) -> usize {
        self.full.load(Ordering::Relaxed) + self.others.load(Ordering::Relaxed)
    }
}

/// A manager with short limits, whose failures are counted.
pub(crate) fn builder(provider: Arc<dyn Provider>, reported: &Reported, change: fn(&mut Limits)) -> Builder {
    let reported = reported.clone();
    EventManager::builder()
        .provider(provider)
        .limits(|limits| {
            limits.send_timeout = Duration::from_secs(2);
            limits.drain = Duration::from_secs(2);
            limits.heartbeat = Duration::from_secs(4);
            change(limits);
        })
        .on_failure(move |report| {
            let Report::NotConfirmed(unsent) = report else { return };
            let is_full = unsent.error().kind() == ErrorKind::Full;
            if is_full { &reported.full } else { &reported.others }.fetch_add(1, Ordering::Relaxed);
        })
}
