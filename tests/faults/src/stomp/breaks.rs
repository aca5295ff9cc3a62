//! What breaks, and who notices when.

use super::{
    state::{State, Task, Then},
    wire::Wire,
};
use crate::{model::Time, process::Process};

impl State {
    /// What strikes after something has arrived: a moment later, so that something may have been made of it.
    pub(super) fn follow(&mut self, wire: Wire, then: Then, now: Time) {
        let at = now + self.millis(0, 10);
        match then {
            Then::Nothing => {}
            Then::Crash => self.at(at, Task::Crash(wire)),
            Then::Cut => self.at(at, Task::Cut(wire)),
            Then::Restart => self.at(at, Task::Restart),
        }
    }

    /// A connection drops: both ends will notice, each at a time of its own.
    pub(super) fn cut(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_cut {
            return;
        }
        line.is_cut = true;
        let (process, broker) = (now + self.millis(0, 4), now + self.notice());
        self.at(process, Task::Lost(wire));
        self.at(broker, Task::Dropped(wire));
    }

    /// A process closes a socket; what it wrote before arrives before.
    pub(super) fn hang_up(&mut self, wire: Wire, now: Time) {
        let latency = self.latency();
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_hung_up || !line.process.is_alive() {
            return;
        }
        line.is_hung_up = true;
        if !line.is_mute {
            let due = line.up_due.max(now + latency);
            self.at(due, Task::UpEnd(wire));
        }
    }

    /// The broker sees that a socket is gone.
    pub(super) fn drop_connection(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        line.is_cut = true;
        let session = line.session.take();
        if line.is_hung_up || !line.process.is_alive() {
            self.lines.remove(&wire);
        }
        if let Some(connection) = session.and_then(|session| session.connection()) {
            self.broker.dropped_and_counted(connection, now);
            self.absorb(now);
        }
    }

    /// A process is gone: the broker will see that.
    pub(super) fn bereave(&mut self, process: &Process, now: Time) {
        self.say(now, || format!("*** {} crashes", process.name()));
        for wire in self.wires_of(process) {
            // What it wrote may still arrive, or not.
            let arrives = self.chance.in_of(1, 2);
            let notice = self.notice();
            let Some(line) = self.lines.get_mut(&wire) else { continue };
            line.is_cut |= !arrives;
            self.at(now + notice, Task::Dropped(wire));
        }
    }

    pub(super) fn restart(&mut self, now: Time) {
        let outage = self.weather.outage_ms;
        self.down_until = now + self.millis(20, outage);
        let until = self.down_until;
        self.say(now, || format!("*** the broker restarts, back at {:.3}", until.as_secs_f64()));
        self.broker.restart(now);
        drop(self.broker.take_events());
        let wires: Vec<_> = self.lines.keys().copied().collect();
        for wire in wires {
            let at = now + self.millis(0, 5);
            let Some(line) = self.lines.get_mut(&wire) else { continue };
            line.session = None;
            if !line.is_cut {
                line.is_cut = true;
                self.at(at, Task::Lost(wire));
            }
        }
    }

    pub(super) fn latency(&mut self) -> Time {
        let most = self.weather.latency_ms;
        self.millis(0, most)
    }

    /// How late something is that is late.
    pub(super) fn lateness(&mut self) -> Time {
        let most = u64::try_from(self.weather.heartbeat.as_millis()).unwrap_or(10_000).max(200);
        self.millis(100, most * 3 / 2)
    }

    /// How long the broker takes to see that a connection is gone.
    pub(super) fn notice(&mut self) -> Time {
        if self.chance.in_of(self.weather.half_open, 16) {
            let most = u64::try_from(self.weather.heartbeat.as_millis() * 2).unwrap_or(20_000);
            return self.millis(10, most);
        }
        self.millis(0, 6)
    }
}
