use std::sync::Arc;

use tokio::{
    select,
    sync::watch,
    time::{sleep, sleep_until, timeout},
};

use super::{
    event::Kind,
    journal::Journal,
    life::Life,
    plan::{Happens, Plan},
    way::Network,
};
use crate::{
    model::{Chance, Time},
    process::{Clock, Process, Scheduler},
};

/// How long events are sent before what has not struck does so soon, and how long before all is calm.
const HURRY: Time = Time::from_secs(40);
const CALM: Time = Time::from_secs(60);
/// How many faults a run has at the least.
const FAULTS: usize = 3;
/// How long everything may take to settle once all is calm.
const PATIENCE: Time = Time::from_secs(240);

/// Starts processes, and starts them again.
#[derive(Clone)]
pub(super) struct Controller {
    pub(super) plan: Arc<Plan>,
    pub(super) journal: Journal,
    pub(super) network: Network,
    pub(super) clock: Clock,
    pub(super) scheduler: Scheduler,
    /// What the processes are asked for.
    pub(super) wishes: watch::Sender<Wish>,
}

/// What the processes are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Wish {
    /// How often each was asked to restart in order.
    rolls: [u64; 2],
    /// How often each was asked to crash.
    crashes: [u64; 2],
    /// How often each was asked to lose its connections.
    cuts: [u64; 2],
    /// All are to end.
    ends: bool,
}

impl Controller {
    /// Lives all lives of a process, until the end of the run.
    pub(super) async fn keep<K: Kind>(self, at: usize, mut chance: Chance) {
        let mut wishes = self.wishes.subscribe();
        let mut lives = 0;
        loop {
            lives += 1;
            let number = (at as u64 + 1) * 1_000 + lives;
            let process = Process::new(number, self.plan.processes[at].name, &self.scheduler);
            let (stop, stopping) = watch::channel(false);
            let life = Life {
                plan: self.plan.clone(),
                journal: self.journal.clone(),
                network: self.network.clone(),
                clock: self.clock,
                at,
                process: process.clone(),
                stop: stopping,
                chance: chance.fork(2),
            };
            let mut ended = life.begin::<K>();
            let before = wishes.borrow_and_update().clone();
            let mut is_over = before.ends;
            stop.send_replace(is_over);
            loop {
                select! {
                    biased;
                    () = process.crashed() => break,
                    _ = &mut ended => break,
                    changed = wishes.changed() => {
                        let wish = wishes.borrow_and_update().clone();
                        if wish.crashes[at] > before.crashes[at] {
                            self.network.crash(&process);
                        }
                        if wish.cuts[at] > before.cuts[at] {
                            self.network.cut(&process);
                        }
                        is_over |= wish.ends || changed.is_err();
                        if is_over || wish.rolls[at] > before.rolls[at] {
                            stop.send_replace(true);
                        }
                    }
                }
            }
            if is_over && process.is_alive() {
                return;
            }
            sleep(Time::from_millis(chance.between(1, 400))).await;
        }
    }

    /// Has happen what the plan says, at its times.
    pub(super) async fn incidents(self) {
        let mut incidents = self.plan.incidents.clone();
        incidents.sort_by_key(|incident| incident.at);
        for incident in incidents {
            sleep_until(self.clock.at(incident.at)).await;
            self.network.say(|| format!("*** {:?}", incident.what));
            match incident.what {
                Happens::Restart => self.network.restart_broker(),
                Happens::Crash(at) => self.wishes.send_modify(|wish| wish.crashes[at] += 1),
                Happens::Cut(at) => self.wishes.send_modify(|wish| wish.cuts[at] += 1),
                Happens::Roll(at) => self.wishes.send_modify(|wish| wish.rolls[at] += 1),
            }
        }
    }

    /// Waits until all was sent and has struck, then for calm, until all has settled; false if it never does.
    pub(super) async fn settle(&self) -> bool {
        let publishers = self.plan.publishers().len();
        // Whoever publishes at once may be done before others have listened at all.
        let published =
            || self.journal.until(|entries| entries.published.len() == publishers && entries.all_listen.is_some());
        // While there is still something to be said.
        let most = self.plan.events * 2 / 3;
        drop(timeout(HURRY, self.journal.until(|entries| entries.sends.len() as u64 >= most)).await);
        let now = self.clock.now();
        let incidents = self.plan.incidents.iter().filter(|incident| incident.at <= now).count();
        let fallen = self.network.hits().total() + incidents as u64;
        self.network.hurry(FAULTS.saturating_sub(usize::try_from(fallen).unwrap_or(FAULTS)));
        drop(timeout(CALM, self.all_struck()).await);
        self.network.calm();
        self.network.say(|| "*** calm".to_owned());
        if timeout(PATIENCE, published()).await.is_err() {
            self.journal.violation(format!("hang: not everything was sent {PATIENCE:?} after the last fault"));
            return false;
        }
        if timeout(PATIENCE, self.all_settled()).await.is_err() {
            let left = self.left();
            self.journal.violation(format!("stuck: {PATIENCE:?} after the last fault there is still {left:?}"));
            return false;
        }
        true
    }

    /// Ends all processes.
    pub(super) fn end(&self) {
        self.wishes.send_modify(|wish| wish.ends = true);
    }

    async fn all_struck(&self) {
        let publishers = self.plan.publishers().len();
        while self.network.left() > 0
            && (self.journal.read(|it| it.published.len()) < publishers || !self.left().is_empty())
        {
            sleep(Time::from_millis(50)).await;
        }
    }

    async fn all_settled(&self) {
        while !self.left().is_empty() {
            sleep(Time::from_millis(50)).await;
        }
    }

    /// The listeners' queues in which something is left.
    fn left(&self) -> Vec<(String, usize)> {
        self.network.broker(|broker, _| {
            let queues = self.plan.queues().into_iter();
            queues
                .map(|(queue, _)| (broker.depth(&queue).unwrap_or(0), queue))
                .filter(|(depth, _)| *depth > 0)
                .map(|(depth, queue)| (queue, depth))
                .collect()
        })
    }
}
