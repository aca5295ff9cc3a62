use std::{fmt, future::Future, sync::Arc};

use serde::Serialize;

use super::{
    builder::Builder, dead_letters::DeadLetters, health::ManagerHealth, health_changes::HealthChanges, inner::Inner,
    plan::Plan, shutdown::ShutdownError, stream::EventStream, subscription_id::SubscriptionId, topology::Topology,
    unfinished::Unfinished,
};
use crate::{
    error::{BoxError, Error},
    event::Event,
    ledger::Ledger,
    listener::IntoListener,
    sending::{EmitError, Publisher, SendBuilder, SendResult, SharedEnvelope},
    subscription::{ListenerInfo, Subscription},
};

/// Connects events with listeners: what a program builds, starts, sends with, and shuts down. Cheap to clone.
#[derive(Clone)]
pub struct EventManager {
    pub(super) inner: Arc<Inner>,
    publisher: Publisher,
}

impl EventManager {
    /// Begins to say what a manager is made of.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(super) fn new(plan: Plan) -> Self {
        let inner = Inner::new(plan);
        Self { publisher: Publisher::strong(inner.clone()), inner }
    }

    /// Makes the services, connects, and sets the listeners to work once every queue exists. A second call does
    /// nothing; one that failed may be repeated.
    ///
    /// # Errors
    /// What failed first; what was done before it is undone.
    ///
    /// # Cancel safety
    /// A dropped start is undone, in the background and within the drain limit, unless it has just succeeded. It may be
    /// repeated, and a shutdown waits for the undoing.
    pub async fn start(&self) -> Result<(), Error> {
        self.inner.clone().start_up().await
    }

    /// Lets the listeners finish, flushes what was sent, and closes everything; bounded by the drain limit.
    ///
    /// Gives the closing [`Ledger`]: what became of everything. Its law is checked; where it does not hold, the log says
    /// so.
    ///
    /// # Errors
    /// What was not finished in time. With a broker nothing is lost by that: it gives again what was not settled. Every
    /// caller is told the same, with the same undelivered events, whoever was first and whether that one still waits.
    ///
    /// # Cancel safety
    /// A shutdown that was begun goes on also when its future is dropped; a second call waits for it, and is told how it
    /// ended. A listener that calls it is one of those it waits for, until the drain limit: have it tell whoever runs the
    /// manager instead.
    pub async fn shutdown(&self) -> Result<Ledger, ShutdownError> {
        let ended = self.inner.clone().shut_down().await;
        let ledger = self.inner.closing_ledger();
        match ended {
            Ok(()) => Ok(ledger),
            Err(Unfinished { errors, undelivered }) => Err(ShutdownError { errors, undelivered, ledger }),
        }
    }

    /// Shuts down and waits for no listener and no confirmation any more; cuts short a shutdown that is under way. Both
    /// callers are told what was not finished.
    ///
    /// What is being handled is dropped at its next await point; a broker gives it again. Stop hooks that run are
    /// dropped too.
    ///
    /// # Errors
    /// As [`shutdown`](Self::shutdown).
    ///
    /// # Cancel safety
    /// As [`shutdown`](Self::shutdown): it goes on, in the same hurry.
    pub async fn shutdown_now(&self) -> Result<Ledger, ShutdownError> {
        self.inner.hurry.send_replace(true);
        self.shutdown().await
    }

    /// What became of everything that was sent and received since the start. Cheap enough to be asked every second; it
    /// can be asked after the shutdown, too.
    pub fn ledger(&self) -> Ledger {
        self.inner.ledger()
    }

    /// Starts, runs `program`, and shuts down, also when it fails.
    ///
    /// # Errors
    /// The first of: a failed start, the program's error, an unfinished shutdown.
    ///
    /// # Cancel safety
    /// Dropped while it starts it is as a dropped [`start`](Self::start), and while it shuts down the shutdown goes on. In
    /// between it drops the program, and leaves the manager running.
    pub async fn run<F, Fut, T, E>(&self, program: F) -> Result<T, BoxError>
    where
        F: FnOnce(Self) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: Into<crate::Failure>,
    {
        self.start().await?;
        // Boxed, so that it is compiled once, not for each way in which tokio blocks on a future.
        let result = Box::pin(program(self.clone())).await.map_err(|error| error.into().into_error());
        let shutdown = self.shutdown().await;
        let value = result?;
        shutdown?;
        Ok(value)
    }

    /// Sends an event and waits until the provider has taken responsibility: [`Publisher::send_event`].
    ///
    /// # Errors
    /// The event, or the envelope if it may have arrived.
    ///
    /// # Cancel safety
    /// As [`Publisher::send_event`].
    #[inline]
    pub fn send_event<E: Event>(&self, event: E) -> impl Future<Output = SendResult<E>> + Send {
        self.publisher.send_event(event)
    }

    /// Sends events without waiting for each: [`Publisher::send_events`].
    ///
    /// # Cancel safety
    /// As [`Publisher::send_events`].
    pub fn send_events<E: Event, I: IntoIterator<Item = E>>(
        &self,
        events: I,
    ) -> impl Future<Output = Vec<SendResult<E>>> + Send {
        self.publisher.send_events(events)
    }

    /// Sends an event without waiting: [`Publisher::post`].
    pub fn post<E: Event>(&self, event: E) {
        self.publisher.post(event);
    }

    /// Begins a send with headers, a key or a delay of its own: [`Publisher::compose`].
    pub fn compose<E: Event>(&self, event: E) -> SendBuilder<E> {
        self.publisher.compose(event)
    }

    /// Sends data under the name of an event: [`Publisher::emit`].
    ///
    /// # Errors
    /// As [`Publisher::emit`].
    ///
    /// # Cancel safety
    /// As [`Publisher::send_event`].
    pub async fn emit<T: Serialize + ?Sized>(&self, name: &str, data: &T) -> Result<(), EmitError> {
        self.publisher.emit(name, data).await
    }

    /// Sends an envelope under its own id: [`Publisher::send`].
    ///
    /// # Errors
    /// The envelope with the reason.
    ///
    /// # Cancel safety
    /// As [`Publisher::send`].
    pub async fn send(&self, envelope: SharedEnvelope) -> SendResult<SharedEnvelope> {
        self.publisher.send(envelope).await
    }

    /// A publisher for whoever should not keep the manager alive.
    pub fn publisher(&self) -> Publisher {
        self.publisher.downgrade()
    }

    /// Adds a listener while the manager runs: a value that implements
    /// [`EventListener`](crate::listener::EventListener), or a closure over [`Received`](crate::delivery::Received).
    ///
    /// # Errors
    /// A name, policy or queue that cannot be used, or what the provider said.
    ///
    /// # Cancel safety
    /// A dropped call leaves no listener. The queue may be there already, and keeps what is sent to it until somebody
    /// listens, or [removes](Topology::remove) it; the call may be repeated.
    pub async fn subscribe<E: Event, Kind>(
        &self,
        subscription: Subscription,
        listener: impl IntoListener<E, Kind>,
    ) -> Result<SubscriptionId, Error> {
        Box::pin(self.inner.subscribe::<E, Kind>(subscription, listener)).await
    }

    /// Ends a subscription after what it is handling; whether there was one. Within a listener it does not wait for
    /// that, since it might wait for itself.
    ///
    /// # Cancel safety
    /// A dropped call has done nothing, or the listener ends by itself after what it is handling.
    pub async fn unsubscribe(&self, id: SubscriptionId) -> bool {
        self.inner.unsubscribe(id).await
    }

    /// All listeners at work.
    pub fn subscriptions(&self) -> Vec<(SubscriptionId, ListenerInfo)> {
        self.inner.subscriptions()
    }

    /// Deliveries to be pulled and settled one by one.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    ///
    /// # Cancel safety
    /// As [`subscribe`](Self::subscribe).
    pub async fn stream<E: Event>(&self, subscription: Subscription) -> Result<EventStream<E>, Error> {
        Box::pin(self.inner.stream(subscription)).await
    }

    /// The state of providers and listeners now.
    pub fn health(&self) -> ManagerHealth {
        self.inner.health()
    }

    /// The state of providers and listeners, now and at every change until the manager has ended: a stream for whoever
    /// tells a load balancer or a dashboard.
    ///
    /// ```no_run
    /// # async fn tell(manager: tidings_core::manager::EventManager) {
    /// let mut changes = manager.health_changes();
    /// while let Some(health) = changes.next().await {
    ///     println!("{}", health.overall());
    /// }
    /// # }
    /// ```
    pub fn health_changes(&self) -> HealthChanges {
        self.inner.health_changes()
    }

    /// The dead letters of a listener.
    ///
    /// # Errors
    /// No such listener, no connection, or a missing right.
    ///
    /// # Cancel safety
    /// A dropped call has done nothing.
    pub async fn dead_letters(&self, listener: &str) -> Result<DeadLetters, Error> {
        self.inner.dead_letters(listener).await
    }

    /// What can be done to queues.
    pub fn topology(&self) -> Topology<'_> {
        Topology { inner: &self.inner }
    }

    /// A service of the container, if a listener or pipeline needed it.
    pub fn service<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.inner.running.get()?.services.get()
    }
}

impl fmt::Debug for EventManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventManager").field("health", &self.health()).finish_non_exhaustive()
    }
}
