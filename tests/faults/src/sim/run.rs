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
    process::Clock,
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
        Ok(runtime) => runtime.block_on(async {
            if plan.is_keyed { world::<Keyed>(plan, traces).await } else { world::<Plain>(plan, traces).await }
        }),
        Err(error) => Verdict::failed(plan.seed, format!("no runtime: {error}")),
    }
}

async fn world<K: Kind>(plan: Plan, traces: bool) -> Verdict {
    let mut chance = Chance::new(plan.seed);
    let (plan, clock, journal) = (Arc::new(plan), Clock::start(), Journal::new());
    let broker = Broker::new(Settings { seed: chance.next(), ..Settings::default() });
    let watcher = Watcher::new(journal.clone(), bounds(&plan));
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
        wishes: watch::channel(Wish::default()).0,
    };
    spawn(network.clone().run());
    let lives: Vec<_> =
        (0..plan.processes.len()).map(|at| spawn(controller.clone().keep::<K>(at, chance.fork(2)))).collect();
    spawn(controller.clone().incidents());
    let is_settled = controller.settle().await;
    controller.end();
    for life in lives {
        if timeout(END, life).await.is_err() {
            journal.violation(format!("hang: a process did not end within {END:?}"));
        }
    }
    network.broker(|broker, _| {
        journal.write(|entries| invariants::check(&plan, broker, entries, is_settled));
    });
    let (violations, handlings) = journal
        .read(|entries| (entries.violations.clone(), entries.handlings.values().map(|all| all.len() as u64).sum()));
    Verdict {
        seed: plan.seed,
        violations,
        hits: network.hits(),
        incidents: plan.incidents.len() as u64,
        handlings,
        lasted: clock.now(),
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

#[expect(clippy::disallowed_methods, reason = "what is beyond the processes takes no turns by chance")]
fn spawn<F>(future: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(future)
}
