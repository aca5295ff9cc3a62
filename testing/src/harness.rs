use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use tidings_core::{
    Error, Failure,
    error::BoxError,
    event::Event,
    ledger::Ledger,
    manager::{Builder, DeadLetter, EventManager, ShutdownError},
    provider::Unroutable,
    registration::Listener,
    sending::SendResult,
    testing::Wrapped,
};
use tidings_local::Local;
use tokio::time::{Instant, sleep};

use crate::{
    clock,
    observer::Observer,
    seen::{Handled, SentEvent},
    unsettled::NeverSettles,
    watch::Watch,
};

/// No event is held back for longer.
const FAR: Duration = Duration::from_secs(365 * 24 * 3600);
/// What is in flight and has not moved for so long of the harness' own clock never will: no pause is as long.
const STALLED: Duration = Duration::from_secs(2 * 24 * 3600);

/// A program under test: its manager, started, on an in-process provider and a clock that jumps.
///
/// It runs in a tokio runtime of one thread, as `#[tokio::test]` makes it, whose clock it pauses: whenever everything
/// waits, the clock jumps to what is due next. So a retry after 30 s costs no time, and no assertion needs a time limit.
/// What the program itself waits for on other clocks is not seen.
pub struct TestHarness {
    manager: EventManager,
    watch: Watch,
}

impl TestHarness {
    /// Starts a program: its builder, with an in-process provider in the place of all that it names.
    ///
    /// Durable events that nobody here listens to are confirmed: other programs may.
    ///
    /// # Errors
    /// Whatever `build()` and `start()` find, and a runtime whose clock cannot be paused.
    ///
    /// # Cancel safety
    /// Dropped before it is ready, it has started nothing that lasts.
    pub async fn start(builder: Builder) -> Result<Self, BoxError> {
        clock::stand_still()?;
        let watch = Watch::default();
        let provider = Wrapped::new(Arc::new(Local::new()), watch.clone());
        let builder = builder.instead_of_providers(provider).unroutable(Unroutable::Ignore).pipeline(
            Observer::NAME,
            Observer::ORDER,
            Observer(watch.records.clone()),
        );
        let manager = builder.build()?;
        manager.start().await?;
        Ok(Self { manager, watch })
    }

    /// The manager, for everything that a program can do.
    pub fn manager(&self) -> &EventManager {
        &self.manager
    }

    /// Sends an event, as the program would: [`EventManager::send_event`].
    ///
    /// # Errors
    /// The event, or the envelope if it may have arrived.
    ///
    /// # Cancel safety
    /// As [`EventManager::send_event`].
    pub async fn send<E: Event>(&self, event: E) -> SendResult<E> {
        self.manager.send_event(event).await
    }

    /// Returns when nothing is in flight, no retry and no delayed event is due, and nothing that was caused by what was
    /// sent is either. The clock jumps from one retry to the next.
    ///
    /// A task that a listener spawned is not waited for, only what it has sent by then.
    ///
    /// # Errors
    /// What waits for something that never comes.
    ///
    /// # Cancel safety
    /// It changes nothing but the clock.
    pub async fn settled(&self) -> Result<(), NeverSettles> {
        let stalled = pin!(self.stalled());
        match select(pin!(self.over()), stalled).await {
            Either::Left(_) => Ok(()),
            Either::Right((never, _)) => Err(never),
        }
    }

    /// Waits until everything is over.
    async fn over(&self) {
        let end = Instant::now() + FAR;
        let mut pause = Duration::from_millis(1);
        loop {
            self.sends_ended().await;
            if let Some(connection) = self.watch.connection.get() {
                connection.work_off(end.saturating_duration_since(Instant::now())).await;
            }
            if self.under_way() == (0, 0) && self.watch.records.under_way() == 0 {
                return;
            }
            // Somebody was between two steps.
            sleep(pause).await;
            pause = (pause * 2).min(STALLED);
        }
    }

    /// Waits until something is in flight that has not moved for long.
    async fn stalled(&self) -> NeverSettles {
        loop {
            let before = self.ledger();
            sleep(STALLED).await;
            let (sends, ledger) = (self.watch.records.under_way(), self.ledger());
            if before == ledger && (sends > 0 || self.under_way() != (0, 0)) {
                return NeverSettles { sends, ledger };
            }
        }
    }

    /// Sends and deliveries that have not ended.
    fn under_way(&self) -> (u64, u64) {
        let ledger = self.ledger();
        (ledger.sent().undecided, ledger.deliveries().in_flight)
    }

    /// Waits until no send is under way.
    async fn sends_ended(&self) {
        loop {
            let mut ended = pin!(self.watch.records.ended.notified());
            // Registered before the look, so that none that ends between the two is missed.
            ended.as_mut().enable();
            if self.watch.records.under_way() == 0 {
                return;
            }
            ended.await;
        }
    }

    /// The events of a type that were sent and confirmed, in order.
    pub fn sent<E: Event>(&self) -> Vec<SentEvent<E>> {
        self.watch.records.sent().into_iter().filter_map(SentEvent::of).collect()
    }

    /// What an annotated listener has handled, in order.
    pub fn handled<L: Listener>(&self) -> Vec<Handled> {
        self.handled_by(L::entry().info().name())
    }

    /// What the listener of this name has handled, in order: for those whose type has no name, such as functions.
    pub fn handled_by(&self, listener: &str) -> Vec<Handled> {
        let handled = self.watch.records.handled_by(listener).into_iter();
        handled.map(|(parcel, attempt)| Handled { parcel, attempt }).collect()
    }

    /// Fails the next attempts of an annotated listener, which is not called for them; those of several calls follow
    /// each other.
    pub fn fail_next<L: Listener>(&self, attempts: usize, failure: impl Into<Failure>) {
        self.fail_next_of(L::entry().info().name(), attempts, failure);
    }

    /// The same for the listener of this name.
    pub fn fail_next_of(&self, listener: &str, attempts: usize, failure: impl Into<Failure>) {
        self.watch.records.plan(listener, attempts, &failure.into());
    }

    /// The dead letters of all listeners, by the names of the listeners, then the oldest first.
    ///
    /// # Errors
    /// After the shutdown.
    ///
    /// # Cancel safety
    /// It changes nothing.
    pub async fn dead_letters(&self) -> Result<Vec<DeadLetter>, Error> {
        let subscriptions = self.manager.subscriptions();
        let mut listeners: Vec<_> = subscriptions.iter().map(|(_, info)| info.name().to_owned()).collect();
        listeners.sort_unstable();
        let mut letters = Vec::new();
        for listener in &listeners {
            letters.extend(self.manager.dead_letters(listener).await?.list(usize::MAX).await?);
        }
        Ok(letters)
    }

    /// What became of everything so far.
    pub fn ledger(&self) -> Ledger {
        self.manager.ledger()
    }

    /// Shuts the program down, and gives its closing ledger.
    ///
    /// # Errors
    /// What was not finished within the drain limit.
    ///
    /// # Cancel safety
    /// As [`EventManager::shutdown`].
    pub async fn shutdown(self) -> Result<Ledger, ShutdownError> {
        self.manager.shutdown().await
    }
}
