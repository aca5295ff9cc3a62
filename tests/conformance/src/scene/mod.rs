//! What a behaviour plays on: managers, events under names of their own, and probes that record what arrives.

mod event;
mod gate;
mod lock;
mod names;
mod probe;
mod raw;
mod seen;
mod spy;
mod told;
mod within;

use std::{future::Future, sync::Mutex, time::Duration};

use tidings_core::{
    error::BuildError,
    event::Event,
    manager::{Builder, DeadLetter, EventManager},
    provider::Capabilities,
    runtime::{Runtime, Task},
    testing::Wrapped,
};
use tokio::time::timeout;

pub(crate) use event::{Fact, Tag, event, info};
pub(crate) use gate::Gate;
pub(crate) use lock::lock;
pub(crate) use names::unique;
pub(crate) use probe::{Listening, Probe};
pub(crate) use raw::Raw;
pub(crate) use seen::Seen;
pub(crate) use spy::Spy;
pub(crate) use told::{Told, Tolds};

use crate::{Breakable, Broken, Fixture, Outcome};

use within::within;

/// One showing of one behaviour: everything that it made ends with it.
pub struct Scene<'a> {
    fixture: &'a dyn Fixture,
    can: Capabilities,
    tag: String,
    managers: Mutex<Vec<EventManager>>,
    told: Tolds,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(fixture: &'a dyn Fixture, can: Capabilities) -> Self {
        Self { fixture, can, tag: names::tag(), managers: Mutex::default(), told: Tolds::default() }
    }

    /// What the provider can do.
    pub(crate) fn can(&self) -> &Capabilities {
        &self.can
    }

    /// A name that no other showing uses.
    pub(crate) fn name(&self, what: &str) -> String {
        format!("{what}.{}", self.tag)
    }

    /// Records what a listener of this name gets.
    pub(crate) fn probe<T: Tag>(&self, listener: &str) -> Probe<Fact<T>> {
        self.probe_of(listener)
    }

    /// The same for an event that is no [`Fact`].
    pub(crate) fn probe_of<E: Event + Clone>(&self, listener: &str) -> Probe<E> {
        Probe::new(self.name(listener), self.fixture.patience())
    }

    /// A manager that is made but not started.
    pub(crate) async fn build(&self, more: impl FnOnce(Builder) -> Builder) -> Result<EventManager, Broken> {
        Ok(self.try_build(more).await??)
    }

    /// A manager that may not come about.
    pub(crate) async fn try_build(
        &self,
        more: impl FnOnce(Builder) -> Builder,
    ) -> Result<Result<EventManager, BuildError>, Broken> {
        let provider = self.fixture.provider().await?;
        Ok(self.made(more(self.blank().provider(provider)).build()))
    }

    /// What a manager is made of, but for its provider.
    pub(crate) fn blank(&self) -> Builder {
        let told = self.told.clone();
        EventManager::builder()
            .listeners::<()>()
            .on_failure(move |report| told.add(report))
            .limits(|limits| limits.drain = self.patience())
    }

    /// A provider that writes down what it carries.
    pub(crate) async fn spy(&self) -> Result<Wrapped<Spy>, Broken> {
        Ok(Wrapped::new(self.fixture.provider().await?, Spy::default()))
    }

    /// Keeps a manager until the end of the showing.
    pub(crate) fn made(&self, built: Result<EventManager, BuildError>) -> Result<EventManager, BuildError> {
        let manager = built?;
        lock(&self.managers).push(manager.clone());
        Ok(manager)
    }

    /// A manager at work.
    pub(crate) async fn start(&self, more: impl FnOnce(Builder) -> Builder) -> Result<EventManager, Broken> {
        let manager = self.build(more).await?;
        manager.start().await?;
        Ok(manager)
    }

    /// A manager at work on a broker that may be broken.
    pub(crate) async fn start_on(
        &self,
        broker: &dyn Breakable,
        more: impl FnOnce(Builder) -> Builder,
    ) -> Result<EventManager, Broken> {
        let manager = self.made(more(self.blank().provider(broker.provider().await?)).build())?;
        manager.start().await?;
        Ok(manager)
    }

    /// A broker that may be broken.
    pub(crate) async fn breakable(&self) -> Result<Box<dyn Breakable>, Broken> {
        match self.fixture.breaker() {
            Some(breaker) => Ok(breaker.broker().await?),
            None => Err(Broken::new("nobody can break its broker")),
        }
    }

    /// Waits for what must happen, as long as the fixture says.
    pub(crate) async fn within<T>(&self, what: &str, work: impl Future<Output = T>) -> Result<T, Broken> {
        within(self.patience(), what, work).await
    }

    pub(crate) fn patience(&self) -> Duration {
        self.fixture.patience()
    }

    /// Does something beside what the behaviour goes on with.
    pub(crate) fn beside<F>(&self, work: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Runtime::system().spawn(work)
    }

    /// Waits until managers have reported so many of these.
    pub(crate) async fn told(&self, what: &str, count: usize, which: impl Fn(&Told) -> bool) -> Outcome {
        self.within(what, self.told.wait(count, which)).await
    }

    /// Waits until so many events of this listener were given up on, and lists them.
    pub(crate) async fn dead_letters(
        &self,
        manager: &EventManager,
        listener: &str,
        count: usize,
    ) -> Result<Vec<DeadLetter>, Broken> {
        self.told("a dead letter", count, |told| told.is_dead_letter_of(listener)).await?;
        let letters =
            self.within("the list of dead letters", async { manager.dead_letters(listener).await?.list(100).await });
        Ok(letters.await??)
    }

    /// What was reported, for the message of a failed behaviour.
    pub(crate) fn reports(&self) -> String {
        self.told.text()
    }

    /// Ends a manager without waiting for what is left in its queues.
    pub(crate) async fn leave_behind(&self, manager: &EventManager) {
        drop(timeout(Duration::from_millis(1), manager.shutdown()).await);
        lock(&self.managers).clear();
    }

    /// Ends all managers.
    pub(crate) async fn end(&self) {
        let managers = std::mem::take(&mut *lock(&self.managers));
        let ends = managers.iter().map(|manager| async {
            // What is left undone at the end of a showing is no part of its guarantee.
            drop(timeout(self.fixture.patience(), manager.shutdown()).await);
        });
        futures_util::future::join_all(ends).await;
    }
}
