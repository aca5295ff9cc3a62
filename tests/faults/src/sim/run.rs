use std::{collections::BTreeMap, sync::Arc};

use tokio::{runtime::Builder, sync::watch, time::timeout};

use super::{
    controller::{Controller, Wish},
    event::{Keyed, Kind, Plain},
    invariants,
    journal::Journal,
    plan::Plan,
    quiet::hush,
    watcher::Watcher,
    way::{Hits, Network},
};
use crate::{
    Protocol,
    model::{Broker, Chance, Settings, Time},
    process::{Clock, Scheduler},
};

/// How long the processes may take to end.
const END: Time = Time::from_secs(120);

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The seed that gives the same again.
    pub seed: u64,
    /// What did not hold; nothing, if all is well.
    pub violations: Vec<String>,
    /// Which strikes fell where.
    pub hits: Hits,
    /// What else went wrong on purpose.
    pub incidents: u64,
    /// How many attempts to handle an event there were.
    pub handlings: u64,
    /// How long it took in virtual time.
    pub lasted: Time,
    /// What travelled, if that was asked for.
    pub trace: Vec<String>,
}

impl Verdict {
    /// A run that did not come to its end.
    pub(super) fn failed(seed: u64, violation: String) -> Self {
        Self {
            seed,
            violations: vec![violation],
            hits: Hits::default(),
            incidents: 0,
            handlings: 0,
            lasted: Time::ZERO,
            trace: Vec::new(),
        }
    }
}

/// Plays a seed; writes down what travels if `traces`.
pub fn run(protocol: Protocol, seed: u64, traces: bool) -> Verdict {
    play(Plan::of(protocol, seed), traces)
}

/// Plays a plan.
pub(super) fn play(plan: Plan, traces: bool) -> Verdict {
    hush();
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    match runtime {
        Ok(runtime) => {
            let seed = plan.seed;
            let verdict = runtime.block_on(async {
                let scheduler = Scheduler::new(plan.quirks, Chance::new(plan.seed ^ 0x5c4e_d01e));
                let world = scheduler.clone();
                let told = if plan.is_keyed {
                    scheduler.spawn(world_of::<Keyed>(plan, world, traces))
                } else {
                    scheduler.spawn(world_of::<Plain>(plan, world, traces))
                };
                let verdict = scheduler.until(told).await;
                scheduler.clear();
                verdict
            });
            verdict.unwrap_or_else(|| Verdict::failed(seed, "the run panicked".to_owned()))
        }
        Err(error) => Verdict::failed(plan.seed, format!("no runtime: {error}")),
    }
}

async fn world_of<K: Kind>(plan: Plan, scheduler: Scheduler, traces: bool) -> Verdict {
    let mut chance = Chance::new(plan.seed);
    let (plan, clock, journal) = (Arc::new(plan), Clock::start(), Journal::new());
    let broker = Broker::new(Settings { seed: chance.next(), ..Settings::default() });
    let watcher = Watcher::new(journal.clone(), bounds(&plan), clock, plan.window);
    let network = Network::new(clock, broker, plan.weather, plan.strikes.clone(), chance.fork(1), watcher);
    if traces {
        network.trace();
        network.say(|| format!("{plan:#?}"));
    }
    let controller = Controller {
        plan: plan.clone(),
        journal: journal.clone(),
        network: network.clone(),
        clock,
        scheduler: scheduler.clone(),
        wishes: watch::channel(Wish::default()).0,
    };
    drop(scheduler.spawn(network.clone().run()));
    let lives: Vec<_> =
        (0..plan.processes.len()).map(|at| scheduler.spawn(controller.clone().keep::<K>(at, chance.fork(2)))).collect();
    drop(scheduler.spawn(controller.clone().incidents()));
    let is_settled = controller.settle().await;
    controller.end();
    for life in lives {
        if timeout(END, life).await.is_err() {
            journal.violation(format!("hang: a process did not end within {END:?}"));
        }
    }
    let hits = network.hits();
    let is_answered = hits.is_management_spared();
    network.broker(|broker, _| {
        journal.write(|entries| invariants::check(&plan, broker, entries, is_settled, is_answered));
    });
    let lasted = clock.now();
    let (violations, handlings) = journal
        .read(|entries| (entries.violations.clone(), entries.handlings.values().map(|all| all.len() as u64).sum()));
    Verdict {
        seed: plan.seed,
        violations,
        hits,
        incidents: plan.incidents.iter().filter(|incident| incident.at <= lasted).count() as u64,
        handlings,
        lasted,
        trace: network.lines(),
    }
}

/// The most unsettled deliveries of each queue and consumer.
fn bounds(plan: &Plan) -> BTreeMap<String, usize> {
    let bound = |listener: usize| {
        let policy = plan.listeners[listener].policy;
        let most = policy.concurrency.saturating_add(policy.prefetch) as usize;
        match plan.protocol {
            Protocol::Amqp => most,
            // The broker counts bytes; from how many messages are meant they may differ by this factor.
            Protocol::Stomp => most * 4 + 1,
        }
    };
    plan.queues().into_iter().map(|(queue, listener)| (queue, bound(listener))).collect()
}
