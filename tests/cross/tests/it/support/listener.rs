use std::{future::Future, sync::Arc};

use tidings_core::{
    Result,
    delivery::Received,
    event::{Event, EventRef},
    subscription::Subscription,
};
use tokio::{sync::mpsc, time::Instant};

use super::{Facts, Over, within};

/// What a listener got, once.
#[derive(Clone, Debug)]
pub(crate) struct Heard<E> {
    pub(crate) event: E,
    pub(crate) facts: Facts,
    pub(crate) at: Instant,
    /// The protocol over which it came.
    pub(crate) over: Over,
}

/// A listener of several managers on one queue: one record has what all of them get, in order.
pub(crate) struct Listener<E> {
    name: String,
    record: mpsc::UnboundedSender<Heard<E>>,
    heard: mpsc::UnboundedReceiver<Heard<E>>,
}

impl<E: Event + Clone> Listener<E> {
    /// A listener; its name is made unique, since all queues of a broker share one space of names.
    pub(crate) fn new(name: &str) -> Self {
        let (record, heard) = mpsc::unbounded_channel();
        Self { name: format!("{name}-of-{}", E::info().name()), record, heard }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its claim.
    pub(crate) fn claim(&self) -> Subscription {
        Subscription::to(self.name.clone(), EventRef::of::<E>())
    }

    /// One that handles everything.
    pub(crate) fn ok(
        &self,
        over: Over,
    ) -> impl Fn(Received<E>) -> std::pin::Pin<Box<dyn Future<Output = Result> + Send>> + Send + Sync + 'static {
        self.reacting(over, |_| async { Ok(()) })
    }

    /// One that records, and then does this.
    pub(crate) fn reacting<F>(
        &self,
        over: Over,
        react: impl Fn(Heard<E>) -> F + Send + Sync + 'static,
    ) -> impl Fn(Received<E>) -> std::pin::Pin<Box<dyn Future<Output = Result> + Send>> + Send + Sync + 'static
    where
        F: Future<Output = Result> + Send + 'static,
    {
        let (record, react) = (self.record.clone(), Arc::new(react));
        move |received| {
            let event = received.event().clone();
            let heard = Heard { event, facts: Facts::of(received.envelope()), at: Instant::now(), over };
            // Nobody takes what comes after the end of a test.
            drop(record.send(heard.clone()));
            Box::pin(react(heard))
        }
    }

    /// The next that came.
    pub(crate) async fn next(&mut self) -> Heard<E> {
        within("the next event for a listener", self.heard.recv()).await.expect("the recorder lives")
    }

    /// Whether anything comes in the time in which it mostly does.
    pub(crate) async fn comes_soon(&mut self) -> bool {
        tokio::time::timeout(std::time::Duration::from_millis(300), self.heard.recv()).await.is_ok()
    }

    /// The next so many.
    pub(crate) async fn take(&mut self, count: usize) -> Vec<Heard<E>> {
        let mut taken = Vec::with_capacity(count);
        while taken.len() < count {
            let what = format!("event {} of {count} for a listener", taken.len() + 1);
            taken.push(within(&what, self.heard.recv()).await.expect("the recorder lives"));
        }
        taken
    }

    /// What came and nobody has taken yet.
    pub(crate) fn rest(&mut self) -> Vec<Heard<E>> {
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }
}
