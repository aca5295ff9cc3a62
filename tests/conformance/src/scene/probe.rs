use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use tidings_core::{
    Failure,
    delivery::Delivery,
    error::Result,
    event::{Event, EventRef},
    listener::EventListener,
    subscription::Subscription,
};
use tokio::sync::{Mutex, mpsc};

use super::{Seen, within::within};
use crate::Broken;

/// Records what a listener gets, in its order.
pub(crate) struct Probe<E> {
    name: String,
    patience: Duration,
    record: mpsc::UnboundedSender<Seen<E>>,
    seen: Mutex<mpsc::UnboundedReceiver<Seen<E>>>,
}

type React<E> = dyn Fn(Seen<E>) -> Pin<Box<dyn Future<Output = Result> + Send>> + Send + Sync;

/// A listener that records, then does what it was told to.
pub(crate) struct Listening<E> {
    record: mpsc::UnboundedSender<Seen<E>>,
    react: Arc<React<E>>,
}

impl<E: Event + Clone> Probe<E> {
    pub(super) fn new(name: String, patience: Duration) -> Self {
        let (record, seen) = mpsc::unbounded_channel();
        Self { name, patience, record, seen: Mutex::new(seen) }
    }

    /// The listener's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The listener's claim.
    pub(crate) fn claim(&self) -> Subscription {
        Subscription::to(self.name.clone(), EventRef::of::<E>())
    }

    /// A listener that handles everything.
    pub(crate) fn ok(&self) -> Listening<E> {
        self.reacting(|_| async { Ok(()) })
    }

    /// A listener that fails the attempts up to this one.
    pub(crate) fn failing(&self, attempts: u32) -> Listening<E> {
        self.reacting(move |seen| async move {
            if seen.attempt <= attempts { Err(Failure::new("told to fail")) } else { Ok(()) }
        })
    }

    /// A listener that does this.
    pub(crate) fn reacting<F>(&self, react: impl Fn(Seen<E>) -> F + Send + Sync + 'static) -> Listening<E>
    where
        F: Future<Output = Result> + Send + 'static,
    {
        Listening { record: self.record.clone(), react: Arc::new(move |seen| Box::pin(react(seen))) }
    }

    /// The next that it got.
    pub(crate) async fn next(&self) -> Result<Seen<E>, Broken> {
        let what = format!("the next event for {}", self.name);
        let next = within(self.patience, &what, async { self.seen.lock().await.recv().await }).await?;
        next.ok_or_else(|| Broken::new("a probe ended"))
    }

    /// The next `count` that it got.
    pub(crate) async fn take(&self, count: usize) -> Result<Vec<Seen<E>>, Broken> {
        let mut taken = Vec::with_capacity(count);
        while taken.len() < count {
            let next = self.next().await.map_err(|broken| broken.during(format!("{} of {count} came", taken.len())));
            taken.push(next?);
        }
        Ok(taken)
    }

    /// What it got and nobody has taken yet.
    pub(crate) async fn rest(&self) -> Vec<Seen<E>> {
        let mut seen = self.seen.lock().await;
        std::iter::from_fn(|| seen.try_recv().ok()).collect()
    }
}

impl<E: Event + Clone> EventListener<E> for Listening<E> {
    async fn on(&self, event: &E, delivery: Delivery<'_>) -> Result {
        let seen = Seen::new(event, delivery);
        // Nobody takes what comes after the end of a showing.
        drop(self.record.send(seen.clone()));
        (self.react)(seen).await
    }
}
