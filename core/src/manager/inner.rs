use std::sync::{
    Arc, Mutex, OnceLock, Weak,
    atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering},
};

use arc_swap::ArcSwap;
use tokio::sync::{Mutex as AsyncMutex, watch};

use super::{
    detached::Detached, plan::Plan, routes::Route, running::Running, subscription_id::SubscriptionId,
    unfinished::Unfinished,
};
use crate::{
    dispatch::Pulses,
    error::{Error, ErrorKind},
    event::EventRef,
    ledger::Book,
    provider::Target,
    sending::{Exit, InlineSet, Publisher},
};

/// What all handles of one manager share.
pub(super) struct Inner {
    pub(super) plan: Plan,
    pub(super) running: OnceLock<Running>,
    /// Starts, subscriptions and shutdowns come one after the other.
    pub(super) turn: AsyncMutex<()>,
    pub(super) detached: Detached,
    pub(super) book: Book,
    pub(super) pulses: Arc<Pulses>,
    /// Whether a shutdown was asked for, which may still wait for its turn.
    pub(super) ending: AtomicBool,
    /// Whether a shutdown is to wait for nobody any more.
    pub(super) hurry: watch::Sender<bool>,
    /// What the shutdown did not finish, for everybody who asks for it.
    pub(super) unfinished: Mutex<Option<Unfinished>>,
    /// Told at every change of the stage and of the listeners, for whoever watches the health.
    pub(super) news: watch::Sender<()>,
    stage: AtomicU8,
    itself: Weak<Inner>,
    next: AtomicU64,
}

/// Where in its life a manager is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
#[repr(u8)]
pub(super) enum Stage {
    Built = 0,
    Running = 1,
    /// Listeners finish, and may still send.
    Draining = 2,
    Closed = 3,
}

impl Inner {
    pub(super) fn new(plan: Plan) -> Arc<Self> {
        Arc::new_cyclic(|itself| Self {
            detached: Detached::new(plan.limits.window_events, plan.hook.clone(), plan.runtime.clone()),
            plan,
            book: Book::default(),
            running: OnceLock::new(),
            pulses: Arc::default(),
            ending: AtomicBool::new(false),
            hurry: watch::Sender::new(false),
            unfinished: Mutex::default(),
            news: watch::Sender::new(()),
            stage: AtomicU8::new(Stage::Built as u8),
            turn: AsyncMutex::new(()),
            itself: itself.clone(),
            next: AtomicU64::new(1),
        })
    }

    #[inline]
    pub(super) fn stage(&self) -> Stage {
        match self.stage.load(Ordering::Acquire) {
            0 => Stage::Built,
            1 => Stage::Running,
            2 => Stage::Draining,
            _ => Stage::Closed,
        }
    }

    pub(super) fn enter(&self, stage: Stage) {
        self.stage.store(stage as u8, Ordering::Release);
        self.news.send_replace(());
    }

    /// A handle that keeps nothing alive.
    pub(super) fn itself(&self) -> Weak<Self> {
        self.itself.clone()
    }

    /// A publisher that does not keep the manager alive.
    pub(super) fn publisher(&self) -> Publisher {
        let itself: Weak<Self> = self.itself.clone();
        Publisher::new(itself)
    }

    pub(super) fn next_subscription(&self) -> SubscriptionId {
        SubscriptionId::new(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// What was started.
    #[inline]
    pub(super) fn running(&self, operation: &'static str) -> Result<&Running, Error> {
        match self.running.get() {
            Some(_) if self.stage() == Stage::Closed => Err(closed(operation)),
            Some(running) => Ok(running),
            None => Err(not_started(operation)),
        }
    }

    /// The way out of an event.
    pub(super) fn route(&self, running: &Running, event: &EventRef) -> Arc<Route> {
        let count = |provider| match event.as_static() {
            Some(info) => self.book.event(provider, info.name()),
            None => self.book.named(provider, event.name()),
        };
        let Some(at) = self.plan.provider_of(event) else { return Arc::new(Route::nowhere(count("none"))) };
        let connected = &running.connections[at];
        let exit = Exit {
            sender: connected.connection.sender(&Target::Address(event.clone())),
            body: connected.capabilities.body,
            count: count(&connected.name),
        };
        Arc::new(Route {
            exit: Arc::new(exit),
            may_inline: connected.capabilities.inline,
            can_delay: connected.capabilities.delay,
            misnamed: event.check().err().map(|(_, error)| error),
            inline: ArcSwap::from_pointee(inline_listeners(running, event)),
        })
    }

    /// Tells the route of an event that the listeners of this manager changed.
    pub(super) fn refresh(&self, running: &Running, event: &EventRef) {
        if let Some(info) = event.as_static()
            && let Some(route) = running.routes.known(info.slot().index())
        {
            route.inline.store(Arc::new(inline_listeners(running, event)));
        }
    }
}

/// This manager's listeners of an event, as the caller's task may run them.
fn inline_listeners(running: &Running, event: &EventRef) -> InlineSet {
    let subscriptions = running.subscriptions();
    let of_event = subscriptions.at(event.address());
    InlineSet::new(of_event.filter_map(|subscribed| subscribed.inline.clone()).collect())
}

#[cold]
pub(super) fn closed(operation: &'static str) -> Error {
    Error::new(ErrorKind::Closed, operation).with_remedy("the manager was shut down; build another")
}

#[cold]
fn not_started(operation: &'static str) -> Error {
    Error::new(ErrorKind::NotStarted, operation).with_remedy("call `start().await` first")
}
