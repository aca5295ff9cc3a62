//! How connections, processes and the broker end.

use super::{Conduct, Line, State, Task, Then, Wire};
use crate::{model::Time, process::Process};

impl<M: Conduct> State<M> {
    /// What strikes after something has arrived: a moment later, so that something may have been made of it.
    pub(crate) fn follow(&mut self, wire: Wire, then: Then, now: Time) {
        let at = now + self.millis(0, 20);
        self.strike_then(wire, then, at);
    }

    /// What strikes at a time.
    pub(crate) fn strike_then(&mut self, wire: Wire, then: Then, at: Time) {
        match then {
            Then::Nothing => {}
            Then::Crash => self.at(at, Task::Crash(wire)),
            Then::Cut => self.at(at, Task::Cut(wire)),
            Then::Restart => self.at(at, Task::Restart),
        }
    }

    /// The process of a connection ends before anything else happens.
    pub(crate) fn crash(&mut self, wire: Wire) {
        let process = self.lines.get(&wire).map(|line| line.process().clone());
        self.victims.extend(process.filter(Process::is_alive));
    }

    /// A connection drops: both ends will notice, each at a time of its own; what was said before counts.
    pub(crate) fn cut(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if std::mem::replace(line.is_cut(), true) {
            return;
        }
        let (process, broker) = (now + self.millis(0, 4), now + self.notice());
        self.own_at(process, M::lost(wire, "the connection was cut"));
        self.at(broker, Task::Dropped(wire));
    }

    /// How long the broker takes to see that a connection is gone.
    fn notice(&mut self) -> Time {
        if self.chance.in_of(self.weather.half_open, 16) {
            let most = u64::try_from(self.weather.heartbeat.as_millis() * 2).unwrap_or(20_000);
            return self.millis(10, most);
        }
        self.millis(0, 6)
    }

    /// A process is gone: the broker will see that.
    pub(super) fn bereave(&mut self, process: &Process, now: Time) {
        self.say(now, || format!("*** {} crashes", process.name()));
        for wire in self.wires_of(process) {
            // What it wrote may still arrive, or not.
            let arrives = self.chance.in_of(1, 2);
            let notice = self.notice();
            let Some(line) = self.lines.get_mut(&wire) else { continue };
            *line.is_cut() |= !arrives;
            line.bereave();
            self.at(now + notice, Task::Dropped(wire));
        }
    }

    /// The broker dies and starts again, with what was durable.
    pub(crate) fn restart(&mut self, now: Time) {
        let outage = self.weather.outage_ms;
        self.down_until = now + self.millis(20, outage);
        let until = self.down_until;
        self.say(now, || format!("*** the broker restarts, back at {:.3}", until.as_secs_f64()));
        self.broker.restart(now);
        drop(self.broker.take_events());
        self.own = M::Own::default();
        let wires: Vec<_> = self.lines.keys().copied().collect();
        for wire in wires {
            let at = now + self.millis(0, 5);
            let Some(line) = self.lines.get_mut(&wire) else { continue };
            line.disconnect();
            if !std::mem::replace(line.is_cut(), true) {
                self.own_at(at, M::lost(wire, "the broker is gone"));
            }
        }
    }
}
