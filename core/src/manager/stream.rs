use std::{ops::Deref, sync::Weak};

use tokio::sync::{mpsc, oneshot};

use super::{inner::Inner, subscription_id::SubscriptionId};
use crate::{
    delivery::Received,
    error::{Error, Failure, Result},
    event::Event,
    sending::BoxFuture,
    subscription::Subscription,
};

/// Deliveries to be pulled and settled one by one.
///
/// Each waits, unsettled, until it is accepted or failed; the subscription's concurrency says how many at a time.
/// Dropping the stream ends its subscription: what was not pulled yet fails or is returned, and what was pulled is still
/// to be settled. [`close`](Self::close) also waits until the queue is left in order.
pub struct EventStream<E: Event> {
    manager: Weak<Inner>,
    deliveries: mpsc::Receiver<Pulled<E>>,
    id: SubscriptionId,
}

/// A pulled delivery. Dropping it unsettled is a failed attempt.
pub struct Pulled<E: Event> {
    received: Received<E>,
    settled: oneshot::Sender<Result>,
}

impl<E: Event> EventStream<E> {
    /// The next delivery; `None` once the manager or the subscription has ended.
    ///
    /// # Cancel safety
    /// A dropped call loses nothing.
    pub async fn next(&mut self) -> Option<Pulled<E>> {
        self.deliveries.recv().await
    }

    /// Ends the subscription and leaves its queue in order; waits for what was pulled to be settled, at most until the
    /// drain limit.
    ///
    /// # Cancel safety
    /// A dropped call has ended the subscription; its queue is left in order in the background.
    pub async fn close(mut self) {
        let Some(manager) = self.manager.upgrade() else { return };
        let Some(subscribed) = manager.withdraw(self.id) else { return };
        // In this order, so that nothing new is begun with nobody there to pull it.
        subscribed.task.drain();
        self.deliveries.close();
        while let Ok(unpulled) = self.deliveries.try_recv() {
            drop(unpulled);
        }
        manager.end(subscribed).await;
    }

    /// The subscription, to end it with [`unsubscribe`](crate::manager::EventManager::unsubscribe).
    pub fn id(&self) -> SubscriptionId {
        self.id
    }
}

impl<E: Event> Drop for EventStream<E> {
    fn drop(&mut self) {
        // Before the receiver goes, so that nothing new is begun with nobody there to pull it.
        drop(self.manager.upgrade().and_then(|manager| manager.withdraw(self.id)));
    }
}

impl<E: Event> futures_core::Stream for EventStream<E> {
    type Item = Pulled<E>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.deliveries.poll_recv(cx)
    }
}

impl<E: Event> Pulled<E> {
    /// Done: it is never given again.
    pub fn accept(self) {
        // Nobody waits any more if its attempt timed out: then it is retried, as the timeout says.
        drop(self.settled.send(Ok(())));
    }

    /// Failed: it is retried or dead-lettered as the policy says.
    pub fn fail(self, failure: impl Into<Failure>) {
        drop(self.settled.send(Err(failure.into())));
    }
}

impl<E: Event> Deref for Pulled<E> {
    type Target = Received<E>;

    fn deref(&self) -> &Received<E> {
        &self.received
    }
}

impl Inner {
    pub(super) async fn stream<E: Event>(&self, subscription: Subscription) -> Result<EventStream<E>, Error> {
        let (give, deliveries) = mpsc::channel(subscription.policy().concurrency.max(1) as usize);
        let listener = move |received: Received<E>| -> BoxFuture<'static, Result> {
            let give = give.clone();
            Box::pin(async move {
                let (settled, settlement) = oneshot::channel();
                if give.send(Pulled { received, settled }).await.is_err() {
                    // The listener's task first learns that it is to end.
                    tokio::task::yield_now().await;
                    return Err("nobody pulls any more".into());
                }
                settlement.await.map_err(|_| "the delivery was dropped without being settled")?
            })
        };
        let id = self.subscribe::<E, _>(subscription, listener).await?;
        Ok(EventStream { manager: self.itself(), deliveries, id })
    }
}
