use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use tokio::{
    runtime::Handle,
    sync::oneshot::{self, error::TryRecvError},
};

use super::{
    inner::{Inner, Stage, closed},
    plan::Plan,
    routes::Routes,
    running::{Connected, Running},
    subscriptions::Subscribed,
    watchdog::Watchdog,
};
use crate::{
    container::{Given, Limits as Times, Services},
    dispatch::{AnyListener, Hook, InlineBound, Parts, RunningSubscription, Wired},
    error::{Error, ErrorKind, Failure},
    pipeline::Chain,
    provider::{Capabilities, Claim, Context, IoThread, Opened, Target},
    sending::BoxFuture,
    subscription::ListenerInfo,
};

const START: &str = "start a manager";

/// What a start has made before anything runs.
struct Made {
    chain: Arc<Chain>,
    listeners: Vec<Ready>,
}

/// A listener whose queue is open.
pub(super) struct Ready {
    pub(super) listener: Arc<dyn AnyListener>,
    pub(super) claim: Claim,
    pub(super) provider: usize,
    pub(super) opened: Opened,
}

impl Inner {
    /// Starts in a task of its own, so that what it has made can be undone if nobody waits for it any more.
    ///
    /// Boxed for the reason that [`shut_down`](Self::shut_down) has.
    pub(super) fn start_up(self: Arc<Self>) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(async move {
            if self.stage() == Stage::Running {
                return Ok(());
            }
            self.detached.begin()?;
            let (_wanted, unwanted) = oneshot::channel();
            let runtime = self.plan.runtime.on(Handle::current());
            let started = runtime.spawn(async move { self.start(unwanted).await }).await;
            started.unwrap_or_else(|failed| Err(Error::new(ErrorKind::Internal, START).with_source(failed)))
        })
    }

    /// Makes the services, connects, declares every queue, and only then sets the listeners to work; undoes all of it
    /// once `unwanted` ends.
    async fn start(&self, mut unwanted: oneshot::Receiver<Infallible>) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        if unwanted.try_recv() == Err(TryRecvError::Closed) {
            return Err(given_up());
        }
        match self.stage() {
            Stage::Built => {}
            Stage::Running => return Ok(()),
            Stage::Draining | Stage::Closed => return Err(closed(START)),
        }
        let times = Times { start: self.plan.limits.start_timeout, stop: self.plan.limits.drain };
        // To its end in any case: what a hook has done halfway nobody could undo.
        let services = self.plan.wiring.start(vec![Given::new(Arc::new(self.publisher()))], times).await?;
        let mut connections = Vec::new();
        let opened = tokio::select! {
            biased;
            _ = &mut unwanted => Err(given_up()),
            opened = self.open(&services, &mut connections) => opened,
        };
        match opened {
            Ok(made) => self.set_to_work(services, connections, made),
            Err(error) => {
                undo(&self.plan, &services, connections).await;
                Err(error)
            }
        }
    }

    async fn open(&self, services: &Services, connections: &mut Vec<Connected>) -> Result<Made, Error> {
        let plan = &self.plan;
        let io = if plan.dedicated_io { Some(IoThread::start().await?) } else { None };
        for planned in &plan.providers {
            // Tasks are spawned from wherever somebody sends, also where no runtime is.
            let context = Context::new(plan.runtime.on(Handle::current()), plan.limits);
            let context = context.with_nobody_listens(plan.nobody_listens);
            let connection = match &io {
                Some(io) => io.connect(planned.provider.clone(), context).await?,
                None => planned.provider.connect(context).await?,
            };
            connections.push(Connected {
                name: planned.provider.name().to_owned(),
                // Not the provider's: which broker it is shows only now.
                capabilities: connection.capabilities(),
                connection,
            });
        }
        let links = plan.pipelines.iter().map(|pipeline| {
            pipeline.bind(services.resolver()).map_err(|failure| unmade("pipeline", &pipeline.name, failure))
        });
        let chain = Arc::new(Chain::new(links.collect::<Result<_, _>>()?));
        let mut listeners = Vec::new();
        for planned in &plan.listeners {
            let may_send = planned.binding.may_send(&plan.wiring);
            let wired = self.wired(planned.info.clone(), &chain, may_send);
            let listener = planned.binding.bind(services.resolver(), wired);
            let listener = listener.map_err(|failure| unmade("listener", planned.info.name(), failure))?;
            let (claim, provider) = (planned.claim.clone(), planned.provider);
            let opened = subscribe(&connections[provider], &planned.info, &claim).await?;
            listeners.push(Ready { listener, claim, provider, opened });
        }
        for event in &plan.sends {
            if let Some(at) = plan.provider_of(event) {
                connections[at].connection.verify(&Target::Address(event.clone())).await?;
            }
        }
        Ok(Made { chain, listeners })
    }

    fn set_to_work(&self, services: Services, connections: Vec<Connected>, made: Made) -> Result<(), Error> {
        let ready = made.listeners.into_iter().map(|ready| {
            let subscribed = self.subscribed(&connections[ready.provider], ready);
            (self.next_subscription(), subscribed)
        });
        let subscriptions = Mutex::new(ready.collect());
        let (chain, routes) = (made.chain, Routes::new(self.plan.known.len()));
        // Its looks are in real time, which means nothing in a simulation.
        let watched = self.plan.runtime.is_system();
        let watchdog = Mutex::new(watched.then(|| Watchdog::start(self.pulses.clone(), self.each_turn())));
        let running = Running { connections, chain, services, routes, subscriptions, watchdog };
        if self.running.set(running).is_err() {
            return Err(Error::new(ErrorKind::Internal, START));
        }
        // Listeners may send from here on.
        self.enter(Stage::Running);
        if let Some(running) = self.running.get() {
            running.subscriptions().values_mut().for_each(|subscribed| subscribed.task.begin());
        }
        Ok(())
    }

    pub(super) fn wired(&self, info: ListenerInfo, chain: &Arc<Chain>, may_send: bool) -> Wired {
        Wired { info, chain: chain.clone(), publisher: self.publisher(), may_send }
    }

    /// A listener that is ready to begin.
    pub(super) fn subscribed(&self, connected: &Connected, ready: Ready) -> Subscribed {
        let Ready { listener, claim, opened, .. } = ready;
        let (runtime, limits) = (self.plan.runtime.clone(), self.plan.limits);
        let hook: Hook = self.plan.hook.clone();
        let count = self.book.listener(&connected.name, claim.event().name(), claim.listener(), &claim.full_queue());
        let inline = connected.capabilities.inline.then(|| {
            let (listener, claim) = (listener.clone(), claim.clone());
            let connection = &*connected.connection;
            let (runtime, limit) = (runtime.clone(), limits.send_timeout);
            let bound = InlineBound::new(listener, claim, connection, runtime, limit, hook.clone(), count.clone());
            Arc::new(bound) as _
        });
        let (info, connection) = (listener.wired().info.clone(), connected.connection.clone());
        let capabilities: Capabilities = connected.capabilities;
        let pulses = self.pulses.clone();
        let parts = Parts { listener, claim, connection, capabilities, opened, runtime, limits, hook, count, pulses };
        Subscribed { info, inline, task: RunningSubscription::new(parts) }
    }
}

/// Opens a listener's queue, and says so in one line.
pub(super) async fn subscribe(connected: &Connected, info: &ListenerInfo, claim: &Claim) -> Result<Opened, Error> {
    let opened = connected.connection.subscribe(claim).await?;
    let (policy, event) = (info.policy(), info.event());
    let mode = policy.retry.mode_for(event.is_keyed());
    tracing::info!(
        listener = info.name(),
        event = event.name(),
        queue = %claim.full_queue(),
        durable = event.is_durable(),
        concurrency = policy.concurrency,
        retry = %format_args!("{} attempts, {:?}..{:?}, {mode:?}", policy.retry.attempts, policy.retry.backoff.min, policy.retry.backoff.max),
        provider = connected.name,
        at = %info.place(),
        "listening"
    );
    if event.is_durable() && !connected.capabilities.durable {
        let provider = &connected.name;
        tracing::warn!(event = event.name(), provider, "a durable event goes through a provider that keeps nothing");
    }
    if info.is_rebalancing() && !connected.capabilities.rebalances {
        let provider = &connected.name;
        tracing::warn!(listener = info.name(), provider, "`rebalance` does nothing here: the provider moves no keys");
    }
    for note in &opened.notes {
        tracing::warn!(listener = info.name(), note, "a note on a listener's queue");
    }
    Ok(opened)
}

fn given_up() -> Error {
    Error::new(ErrorKind::Closed, START).with("because", "nobody waits for it any more")
}

async fn undo(plan: &Plan, services: &Services, connections: Vec<Connected>) {
    for connected in connections.into_iter().rev() {
        if let Err(error) = connected.connection.close(plan.limits.drain).await {
            tracing::warn!(provider = connected.name, %error, "a connection was not closed in order");
        }
    }
    for error in services.stop(plan.limits.drain).await {
        tracing::warn!(%error, "a service was not stopped in order");
    }
}

fn unmade(what: &'static str, name: &str, failure: Failure) -> Error {
    Error::new(ErrorKind::Construction, "make a listener or pipeline")
        .with(what, name)
        .with_source(failure.into_error())
}
