use tidings::{
    delivery::Received,
    event::{Event, EventRef},
    id::EventId,
    manager::Builder,
    prelude::*,
    timestamp::Timestamp,
};
use tokio::sync::mpsc;

use super::within;

/// A name for a queue of this event.
pub(crate) fn queue<E: Event>(name: &str) -> String {
    format!("{name}-of-{}", E::info().name())
}

/// What a listener got, once.
#[derive(Debug)]
pub(crate) struct Heard<E> {
    pub(crate) event: E,
    pub(crate) id: EventId,
    pub(crate) occurred_at: Timestamp,
    pub(crate) content_type: String,
    /// Sorted by name.
    pub(crate) headers: Vec<(String, String)>,
}

impl<E> Heard<E> {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Records what a listener gets, in its order.
pub(crate) struct Listener<E> {
    name: String,
    record: mpsc::UnboundedSender<Heard<E>>,
    heard: mpsc::UnboundedReceiver<Heard<E>>,
}

impl<E: Event + Clone> Listener<E> {
    /// A listener; its name is made unique, since all queues of a broker share one space of names.
    pub(crate) fn new(name: &str) -> Self {
        let (record, heard) = mpsc::unbounded_channel();
        Self { name: queue::<E>(name), record, heard }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its queue as others call it.
    pub(crate) fn full_queue(&self) -> String {
        format!("{}::{}", E::info().address(), self.name)
    }

    /// Its claim; another one may be made of it.
    pub(crate) fn claim(&self) -> Subscription {
        Subscription::to(self.name.clone(), EventRef::of::<E>())
    }

    /// Has a manager listen.
    pub(crate) fn on(&self, builder: Builder) -> Builder {
        builder.listen(self.claim(), self.recorder())
    }

    /// The listener that records, and handles everything.
    pub(crate) fn recorder(&self) -> impl Fn(Received<E>) -> std::future::Ready<Result> + Send + Sync + 'static {
        let record = self.record.clone();
        move |received| {
            let envelope = received.envelope();
            let mut headers: Vec<_> =
                envelope.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            headers.sort();
            // Nobody takes what comes after the end of a test.
            drop(record.send(Heard {
                event: received.event().clone(),
                id: envelope.id().clone(),
                occurred_at: envelope.occurred_at(),
                content_type: envelope.content_type().to_owned(),
                headers,
            }));
            std::future::ready(Ok(()))
        }
    }

    /// The next that it got.
    pub(crate) async fn next(&mut self) -> Heard<E> {
        within("the next event for a listener", self.heard.recv()).await.expect("the recorder lives")
    }

    /// What it got and nobody has taken yet.
    pub(crate) fn rest(&mut self) -> Vec<Heard<E>> {
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }
}
