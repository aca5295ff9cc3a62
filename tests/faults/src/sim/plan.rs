use tidings_core::policy::{Backoff, Policy, Retry};

use super::{behaviour::Temper, way::Strikes};
use crate::{
    Protocol,
    model::{Chance, Time},
    network::Weather,
    process::Quirks,
};

/// Everything that a seed decides beforehand.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) protocol: Protocol,
    pub(super) seed: u64,
    pub(super) is_keyed: bool,
    /// Whether events that are not durable are sent, too, and listened to.
    pub(super) has_fleeting: bool,
    pub(super) events: u64,
    pub(super) keys: u64,
    pub(super) listeners: Vec<ListenerPlan>,
    pub(super) processes: Vec<ProcessPlan>,
    pub(super) incidents: Vec<Incident>,
    pub(super) strikes: Strikes,
    pub(super) weather: Weather,
    pub(super) quirks: Quirks,
    pub(super) temper: Temper,
    pub(super) window: usize,
    pub(super) send_timeout: Time,
    pub(super) drain: Time,
    /// Whether events are sent before all listen, so that for a while no queue gets them.
    pub(super) is_hasty: bool,
}

/// A listener of the run.
#[derive(Debug, Clone)]
pub(super) struct ListenerPlan {
    pub(super) name: &'static str,
    pub(super) per_process: bool,
    pub(super) policy: Policy,
}

/// A process of the run, in all its lives.
#[derive(Debug, Clone)]
pub(super) struct ProcessPlan {
    pub(super) name: &'static str,
    /// Which listeners run in it.
    pub(super) listens: Vec<usize>,
    pub(super) publishes: bool,
    /// How many events it sends without waiting for each.
    pub(super) batch: usize,
    /// Whether it sends them from as many tasks, as it were, and not by one call.
    pub(super) at_once: bool,
    /// The longest pause between sends, in milliseconds.
    pub(super) pace_ms: u64,
    /// Whether an event of unknown fate is sent anew by the next life.
    pub(super) repeats: bool,
}

/// Something that happens at a time, wherever the run then is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Incident {
    pub(super) at: Time,
    pub(super) what: Happens,
}

/// What happens then.
#[derive(Debug, Clone, Copy)]
pub(super) enum Happens {
    /// A process dies and is started again.
    Crash(usize),
    /// All connections of a process drop.
    Cut(usize),
    /// The broker dies and is started again.
    Restart,
    /// A process is shut down in order, and started again.
    Roll(usize),
}

impl Plan {
    /// What a seed decides.
    pub fn of(protocol: Protocol, seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0x7469_6469_6e67_7321);
        let is_keyed = chance.in_of(1, 2);
        let hangs = chance.in_of(1, 4);
        let listeners: Vec<_> = ["a", "b"].into_iter().map(|name| listener(name, hangs, &mut chance)).collect();
        let processes = processes(&mut chance);
        let count = chance.between(3, 6);
        let heartbeat = Time::from_millis(chance.between(1_000, 5_000));
        // Over STOMP no address blocks.
        let is_narrow = protocol == Protocol::Amqp && chance.in_of(1, 8);
        Self {
            protocol,
            seed,
            is_keyed,
            has_fleeting: chance.in_of(1, 3),
            events: chance.between(50, 64),
            keys: chance.between(1, 8),
            listeners,
            processes,
            incidents: incidents(&mut chance),
            strikes: Strikes::drawn(protocol, count, &mut chance),
            weather: Weather {
                latency_ms: chance.below(4),
                sender_credit: if chance.in_of(1, 4) { 3 } else { 1_000 },
                is_narrow,
                half_open: chance.below(4),
                outage_ms: chance.between(50, 2_500),
                heartbeat,
            },
            quirks: Quirks { by_rank: [0, 0, 128, 240][chance.below(4) as usize] },
            temper: Temper { seed: chance.next(), wrong: chance.below(40), slow_ms: chance.between(0, 40), hangs },
            window: if is_narrow || chance.in_of(1, 4) { 4 } else { 1_000 },
            // Whoever waits for room that only a listener makes does so for longer than anybody looks on.
            send_timeout: if is_narrow { Time::from_secs(600) } else { Time::from_millis(chance.between(500, 6_000)) },
            drain: Time::from_millis(chance.between(2_000, 10_000)),
            is_hasty: chance.in_of(1, 4),
        }
    }

    /// The queue of a listener in a process.
    pub(super) fn queue(&self, listener: usize, process: usize) -> String {
        let plan = &self.listeners[listener];
        if plan.per_process { format!("{}-{}", plan.name, self.processes[process].name) } else { plan.name.to_owned() }
    }

    /// Every queue that the durable events go to, with its listener.
    pub(super) fn queues(&self) -> Vec<(String, usize)> {
        let mut queues = Vec::new();
        for (at, process) in self.processes.iter().enumerate() {
            for &listener in &process.listens {
                let queue = self.queue(listener, at);
                if queues.iter().all(|(known, _)| *known != queue) {
                    queues.push((queue, listener));
                }
            }
        }
        queues
    }

    /// Which processes publish.
    pub(super) fn publishers(&self) -> Vec<usize> {
        (0..self.processes.len()).filter(|at| self.processes[*at].publishes).collect()
    }

    /// The events that a process publishes, in order.
    pub(super) fn events_of(&self, process: usize) -> Vec<u64> {
        let publishers = self.publishers();
        let Some(turn) = publishers.iter().position(|at| *at == process) else { return Vec::new() };
        (0..self.events).filter(|n| *n as usize % publishers.len() == turn).collect()
    }

    /// The key of an event: each is sent by one process only.
    pub(super) fn key(&self, n: u64) -> String {
        let publishers = self.publishers().len() as u64;
        format!("{}-{}", n % publishers, (n / publishers) % self.keys)
    }

    /// Whether a listener promises to handle the events of one key in their order.
    pub(super) fn keeps_order(&self, listener: usize) -> bool {
        use tidings_core::policy::RetryMode;
        self.is_keyed && self.listeners[listener].policy.retry.mode_for(true) == RetryMode::InPlace
    }
}

fn listener(name: &'static str, hangs: bool, chance: &mut Chance) -> ListenerPlan {
    let backoff = Backoff::new(Time::from_millis(chance.between(5, 50)), Time::from_millis(chance.between(60, 400)));
    let mut retry = Retry::DEFAULT.attempts([3, 5, 5][chance.below(3) as usize]).backoff(backoff);
    retry = match chance.below(4) {
        0 => retry.in_place(),
        1 => retry.requeue(),
        _ => retry,
    };
    let mut policy = Policy::DEFAULT.retry(retry);
    policy = policy.concurrency(if chance.in_of(1, 2) { 1 } else { chance.between(2, 8) as u32 });
    policy = policy.prefetch([1, 4, 20, 100][chance.below(4) as usize]);
    if hangs {
        policy = policy.timeout(Time::from_millis(200));
    }
    if chance.in_of(1, 4) {
        policy = policy.inbox(chance.between(1, 100) as u32);
    }
    ListenerPlan { name, per_process: chance.in_of(1, 3), policy }
}

fn processes(chance: &mut Chance) -> Vec<ProcessPlan> {
    let mut process = |name, listens: Vec<usize>, publishes| ProcessPlan {
        name,
        listens,
        publishes,
        batch: [1, 1, 5, 20][chance.below(4) as usize],
        at_once: chance.in_of(1, 2),
        pace_ms: [0, 2, 20][chance.below(3) as usize],
        repeats: chance.in_of(1, 2),
    };
    let mut both = vec![process("p", vec![0, 1], true), process("q", vec![0, 1], true)];
    match chance.below(4) {
        // One sends, the other listens.
        0 => (both[0].listens, both[1].publishes) = (Vec::new(), false),
        // Each has a listener of its own.
        1 => (both[0].listens, both[1].listens) = (vec![0], vec![1]),
        // Both listen, one sends.
        2 => both[1].publishes = false,
        _ => {}
    }
    both
}

fn incidents(chance: &mut Chance) -> Vec<Incident> {
    let count = chance.below(3);
    let incidents = (0..count).map(|_| {
        let process = chance.below(2) as usize;
        let what = match chance.below(6) {
            0 => Happens::Crash(process),
            1 => Happens::Cut(process),
            2 => Happens::Restart,
            _ => Happens::Roll(process),
        };
        Incident { at: Time::from_millis(chance.between(5, 1_500)), what }
    });
    incidents.collect()
}
