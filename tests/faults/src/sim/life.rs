use std::sync::Arc;

use tidings_core::{event::Event, manager::EventManager, subscription::Subscription};
use tokio::{
    sync::{oneshot, watch},
    time::{sleep, timeout},
};

use super::{
    event::{Fact, Fleeting, Kind},
    journal::Journal,
    listener::Listening,
    plan::Plan,
    publisher::Publishing,
    way::Network,
};
use crate::{
    model::{Chance, Time},
    process::{Clock, Process},
};

/// How long a start waits for the connection, and anew for each queue.
const START: Time = Time::from_secs(10);

/// One life of a process: from its start to its shutdown, if it comes to that.
pub(super) struct Life {
    pub(super) plan: Arc<Plan>,
    pub(super) journal: Journal,
    pub(super) network: Network,
    pub(super) clock: Clock,
    /// Which process of the plan it is.
    pub(super) at: usize,
    pub(super) process: Process,
    /// Becomes true when it is to shut down.
    pub(super) stop: watch::Receiver<bool>,
    pub(super) chance: Chance,
}

impl Life {
    /// Sets it to live; the answer comes when it was shut down in order, and never if it crashes.
    pub(super) fn begin<K: Kind>(mut self) -> oneshot::Receiver<()> {
        let (tell, told) = oneshot::channel();
        let runtime = self.process.runtime(self.clock, self.chance.fork(1));
        let spawn = runtime.clone();
        spawn.spawn(async move {
            self.live::<K>(runtime).await;
            // The controller may be gone at the end of the run.
            let _ = tell.send(());
        });
        told
    }

    async fn live<K: Kind>(mut self, runtime: tidings_core::runtime::Runtime) {
        let Some(manager) = self.build::<K>(runtime.clone()) else { return };
        if !self.start(&manager).await {
            return;
        }
        let me = self.at;
        self.journal.write(|entries| {
            entries.listening.insert(me);
            if entries.listening.len() == self.plan.processes.len() {
                entries.all_listen.get_or_insert(entries.tick);
            }
        });
        let mut publishing = self.plan.processes[me].publishes.then(|| {
            let publishing = Publishing {
                manager: manager.clone(),
                journal: self.journal.clone(),
                plan: self.plan.clone(),
                process: me,
                chance: self.chance.fork(2),
            };
            let (journal, is_hasty) = (self.journal.clone(), self.plan.is_hasty);
            runtime.spawn(async move {
                // What is sent before is promised only to who listens then.
                journal.until(|entries| is_hasty || entries.all_listen.is_some()).await;
                publishing.run::<K>().await
            })
        });
        // An error is the end of the run.
        drop(self.stop.wait_for(|stop| *stop).await);
        self.shut_down(&manager).await;
        if let Some(publishing) = publishing.take() {
            publishing.abort();
        }
    }

    fn build<K: Kind>(&self, runtime: tidings_core::runtime::Runtime) -> Option<EventManager> {
        let plan = &*self.plan;
        let process = &plan.processes[self.at];
        let mut builder = EventManager::builder()
            .listeners::<()>()
            .runtime(runtime)
            .server_name(process.name)
            .provider(self.network.provider(&self.process))
            .limits(|limits| {
                limits.window_events = plan.window;
                limits.send_timeout = plan.send_timeout;
                limits.start_timeout = START;
                limits.drain = plan.drain;
                limits.heartbeat = plan.weather.heartbeat;
            });
        for &listener in &process.listens {
            builder = builder.listen::<Fact<K>, _>(self.subscription::<Fact<K>>(listener), self.listening(listener));
        }
        if plan.has_fleeting && !process.listens.is_empty() {
            let subscription = Subscription::of::<Fact<Fleeting>>("fleeting");
            // Its copies go to a queue that may be gone.
            let listener = |received: tidings_core::delivery::Received<Fact<Fleeting>>| async move {
                if received.delivery().attempt() == 1 { Err("told to fail".into()) } else { Ok(()) }
            };
            builder = builder.listen(subscription, listener);
        }
        match builder.build() {
            Ok(manager) => Some(manager),
            Err(error) => {
                self.journal.violation(format!("the build failed: {error:?}"));
                None
            }
        }
    }

    fn subscription<E: Event>(&self, listener: usize) -> Subscription {
        let plan = &self.plan.listeners[listener];
        let subscription = Subscription::of::<E>(plan.name).with_policy(plan.policy);
        if plan.per_process { subscription.per_process() } else { subscription }
    }

    fn listening(&self, listener: usize) -> Listening {
        Listening {
            journal: self.journal.clone(),
            temper: self.plan.temper,
            listener: self.plan.listeners[listener].name,
            queue: self.plan.queue(listener, self.at).into(),
            life: self.process.number(),
            is_exclusive: self.plan.is_keyed && self.plan.keeps_order(listener),
        }
    }

    /// Starts, again and again; false once it is to stop.
    async fn start(&mut self, manager: &EventManager) -> bool {
        let listens = self.plan.processes[self.at].listens.len().max(1) as u32;
        let limit = START * (1 + listens + u32::from(self.plan.has_fleeting));
        loop {
            match timeout(limit, manager.start()).await {
                Ok(Ok(())) => return true,
                Ok(Err(error)) => {
                    let process = self.process.name().to_owned();
                    self.network.say(|| format!("{process} does not start: {error:?}"));
                }
                Err(_) => self.journal.violation(format!("hang: a start took longer than {limit:?}")),
            }
            if *self.stop.borrow() {
                return false;
            }
            sleep(Time::from_millis(self.chance.between(10, 300))).await;
        }
    }

    async fn shut_down(&self, manager: &EventManager) {
        let process = self.process.name();
        self.network.say(|| format!("{process} shuts down"));
        let limit = self.plan.drain * 2 + self.plan.weather.heartbeat * 3 + Time::from_secs(2);
        let ended = timeout(limit, manager.shutdown()).await;
        let ledger = match ended {
            Ok(Ok(ledger)) => ledger,
            // A broker that is away, or a listener that hangs, may keep it from ending in order.
            Ok(Err(unfinished)) => {
                self.network.say(|| format!("{process}: {unfinished:?}"));
                unfinished.ledger
            }
            Err(_) => {
                self.journal.violation(format!("hang: a shutdown took longer than {limit:?}"));
                return;
            }
        };
        if let Err(unbalanced) = ledger.check() {
            self.journal.violation(format!("{process}: {unbalanced}"));
        }
    }
}
