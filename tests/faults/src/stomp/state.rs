use std::collections::BTreeMap;

use bytes::Bytes;
use tokio::sync::oneshot;

use super::{
    Hits, Plan, Point, Strike,
    said::Delivered,
    wire::{Line, Wire},
};
use crate::{
    links::{Weather, Witness},
    model::{Broker, Chance, Time},
    process::Process,
};

/// Everything that is beyond the processes: the wires, the broker, and what goes wrong.
pub(super) struct State {
    pub(super) broker: Broker,
    /// Until when the broker is not there.
    pub(super) down_until: Time,
    pub(super) agenda: BTreeMap<(Time, u64), Task>,
    pub(super) next: u64,
    pub(super) lines: BTreeMap<Wire, Line>,
    pub(super) plan: Plan,
    pub(super) is_calm: bool,
    pub(super) hits: Hits,
    pub(super) weather: Weather,
    pub(super) chance: Chance,
    pub(super) witness: Box<dyn Witness>,
    /// Who is to crash as soon as nothing is locked.
    pub(super) victims: Vec<Process>,
    pub(super) trace: Option<Vec<String>>,
}

/// Whether a socket was opened.
pub(super) type Opened = oneshot::Sender<bool>;

/// What the network does at a time.
pub(super) enum Task {
    /// The broker is asked for a socket.
    Dial(Wire, Opened, Then),
    /// The process hears of its socket.
    Open(Wire, Opened, bool, Then),
    /// Bytes arrive at the broker.
    Up(Wire, Bytes, Then),
    /// The process has closed the socket.
    UpEnd(Wire),
    /// Bytes arrive at the process.
    Down(Wire, Down, Then),
    /// The broker has closed the socket.
    DownEnd(Wire),
    /// The process notices that the socket is gone.
    Lost(Wire),
    /// The broker notices that the socket is gone.
    Dropped(Wire),
    /// The process of a socket ends.
    Crash(Wire),
    /// A connection drops.
    Cut(Wire),
    /// The broker restarts.
    Restart,
    /// The broker may have to show that it lives.
    Beat(Wire),
    /// The broker may have to give the process up.
    Watch(Wire),
}

/// What travels to a process.
pub(super) struct Down {
    pub(super) bytes: Bytes,
    pub(super) what: String,
    pub(super) message: Option<Delivered>,
    pub(super) receipt: Option<String>,
}

/// What happens once something has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Nothing,
    Crash,
    Cut,
    Restart,
}

impl State {
    pub(super) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(super) fn at(&mut self, time: Time, task: Task) {
        let number = self.number();
        self.agenda.insert((time, number), task);
    }

    pub(super) fn millis(&mut self, low: u64, high: u64) -> Time {
        Time::from_millis(self.chance.between(low, high))
    }

    pub(super) fn say(&mut self, now: Time, text: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>10.3} {}", now.as_secs_f64(), text()));
        }
    }

    /// Something is said at a point: what strikes.
    pub(super) fn strike(&mut self, wire: Wire, point: Point, now: Time) -> Option<Strike> {
        if self.is_calm {
            return None;
        }
        let strike = self.plan.meet(point)?;
        self.hits.add(point, strike);
        let name = self.name(wire);
        self.say(now, || format!("!!! {strike:?} at {point:?} of {name}"));
        Some(strike)
    }

    pub(super) fn name(&self, wire: Wire) -> String {
        let process = self.lines.get(&wire).map_or("nobody", |line| line.process.name());
        format!("{process}/{}", wire.0)
    }

    pub(super) fn wires_of(&self, process: &Process) -> Vec<Wire> {
        let of = |line: &Line| line.process.number() == process.number();
        self.lines.iter().filter(|(_, line)| of(line)).map(|(wire, _)| *wire).collect()
    }
}
