use std::collections::BTreeMap;

use super::{Hits, Line, Listed, Medium, Strikes, Weather, Witness};
use crate::{
    model::{Broker, Chance, Time},
    process::Process,
};

/// A connection as its process knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wire(pub(crate) u64);

/// Everything that is beyond the processes: the wires, the broker, and what goes wrong.
pub(crate) struct State<M: Medium> {
    pub(crate) broker: Broker,
    /// Until when the broker is not there.
    pub(crate) down_until: Time,
    pub(super) agenda: BTreeMap<(Time, u64), Task<M::Task>>,
    next: u64,
    pub(crate) lines: BTreeMap<Wire, M::Line>,
    pub(crate) own: M::Own,
    pub(super) strikes: Strikes<M>,
    pub(super) is_calm: bool,
    pub(super) hits: Hits<M>,
    pub(crate) weather: Weather,
    pub(crate) chance: Chance,
    pub(crate) witness: Box<dyn Witness>,
    /// Who is to crash as soon as nothing is locked.
    pub(super) victims: Vec<Process>,
    pub(super) trace: Option<Vec<String>>,
}

/// What the network does at a time.
#[derive(Debug)]
pub(crate) enum Task<T> {
    /// The broker notices that a connection is gone.
    Dropped(Wire),
    /// The process of a connection ends.
    Crash(Wire),
    /// A connection drops.
    Cut(Wire),
    /// The broker restarts.
    Restart,
    /// What is the medium's own.
    Own(T),
}

/// What strikes once something has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    Nothing,
    Crash,
    Cut,
    Restart,
}

impl<M: Medium> State<M> {
    pub(super) fn new(
        broker: Broker,
        weather: Weather,
        strikes: Strikes<M>,
        chance: Chance,
        witness: Box<dyn Witness>,
    ) -> Self {
        Self {
            broker,
            down_until: Time::ZERO,
            agenda: BTreeMap::new(),
            next: 0,
            lines: BTreeMap::new(),
            own: M::Own::default(),
            strikes,
            is_calm: false,
            hits: Hits::default(),
            weather,
            chance,
            witness,
            victims: Vec::new(),
            trace: None,
        }
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(crate) fn at(&mut self, time: Time, task: Task<M::Task>) {
        let number = self.number();
        self.agenda.insert((time, number), task);
    }

    /// The same for what is the medium's own.
    pub(crate) fn own_at(&mut self, time: Time, task: M::Task) {
        self.at(time, Task::Own(task));
    }

    pub(crate) fn millis(&mut self, low: u64, high: u64) -> Time {
        Time::from_millis(self.chance.between(low, high))
    }

    /// How long something travels.
    pub(crate) fn latency(&mut self) -> Time {
        let most = self.weather.latency_ms;
        self.millis(0, most)
    }

    /// Something is said at a point: what strikes. Nothing does on behalf of a process that has ended.
    pub(crate) fn strike(&mut self, wire: Wire, point: M::Point, now: Time) -> Option<M::Strike> {
        if self.is_calm || !self.lines.get(&wire).is_some_and(|line| line.process().is_alive()) {
            return None;
        }
        let strike = self.strikes.meet(point)?;
        self.hits.add(point, strike);
        self.say_of(wire, now, || format!("*** {strike:?} at {point:?}"));
        Some(strike)
    }

    /// Writes a line down.
    pub(crate) fn say(&mut self, now: Time, text: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>10.3} {}", now.as_secs_f64(), text()));
        }
    }

    /// Writes down what happens on a connection.
    pub(crate) fn say_of(&mut self, wire: Wire, now: Time, text: impl FnOnce() -> String) {
        if self.trace.is_some() {
            let name = self.lines.get(&wire).map_or("nobody", |line| line.process().name()).to_owned();
            self.say(now, || format!("{name}/{} {}", wire.0, text()));
        }
    }

    /// The connections of one life of a process.
    pub(super) fn wires_of(&self, process: &Process) -> Vec<Wire> {
        let theirs = self.lines.iter().filter(|(_, line)| line.process().number() == process.number());
        theirs.map(|(wire, _)| *wire).collect()
    }
}

impl<M: Medium> std::fmt::Debug for State<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "State({} lines, {} points)", self.lines.len(), M::Point::ALL.len())
    }
}
