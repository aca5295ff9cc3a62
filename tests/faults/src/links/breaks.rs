//! How connections, processes and the broker end.

use tidings_wire::link::Fault;

use super::{
    packet::{Task, Wire},
    state::State,
};
use crate::{model::Time, process::Process};

impl State {
    pub(super) fn wires_of(&self, process: &Process) -> Vec<Wire> {
        let theirs = self.lines.iter().filter(|(_, line)| line.process.number() == process.number());
        theirs.map(|(wire, _)| *wire).collect()
    }

    /// The process notices the end of a connection.
    pub(super) fn lose(&mut self, wire: Wire, why: &Fault, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.lost.borrow().is_some() {
            return;
        }
        line.lost.send_replace(Some(why.clone()));
        for (_, asked) in std::mem::take(&mut line.questions) {
            // Who asked may have given up.
            drop(asked.tell.send(Err(why.clone())));
        }
        for (_, inbox) in std::mem::take(&mut line.inboxes) {
            inbox.end(why.clone());
        }
        self.say_of(wire, now, || format!("is lost: {why}"));
    }

    pub(super) fn cut(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_cut {
            return;
        }
        line.is_cut = true;
        self.cut_later(wire, now);
    }

    /// Both ends will notice, each at a time of its own; what was said before counts.
    pub(super) fn cut_later(&mut self, wire: Wire, now: Time) {
        if let Some(line) = self.lines.get_mut(&wire) {
            line.is_cut = true;
        }
        let (client, broker) = (now + self.millis(0, 4), now + self.notice());
        self.at(client, Task::Lost(wire, "the connection was cut", false));
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

    pub(super) fn drop_connection(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        line.is_cut = true;
        let Some(connection) = line.connection.take() else { return };
        self.say_of(wire, now, || "is dropped by the broker".to_owned());
        self.broker.dropped(connection, now);
        self.consumers.retain(|_, consumer| consumer.wire != wire);
        self.sends.retain(|_, (whose, _)| *whose != wire);
        self.absorb(now);
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
            line.questions.clear();
            line.inboxes.clear();
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
        self.consumers.clear();
        self.sends.clear();
        let wires: Vec<_> = self.lines.keys().copied().collect();
        for wire in wires {
            let at = now + self.millis(0, 5);
            let Some(line) = self.lines.get_mut(&wire) else { continue };
            line.connection = None;
            if !line.is_cut {
                line.is_cut = true;
                self.at(at, Task::Lost(wire, "the broker is gone", false));
            }
        }
    }
}
