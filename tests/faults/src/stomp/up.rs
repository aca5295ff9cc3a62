//! What a process says.

use super::{Point, Strike, after, medium::State, said::Heard, task::Task, wire::Written};
use crate::{
    model::{ConsumerId, DeliveryId, Settle, Time},
    network::{self, Happening, Then, Wire},
};

impl State {
    /// A process writes a frame, or a sign of life.
    pub(super) fn up(&mut self, wire: Wire, written: Written, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_cut || !line.process.is_alive() {
            return;
        }
        if line.is_mute {
            line.under_way += written.bytes.len();
            return;
        }
        let Written { mut bytes, frame } = written;
        let point = frame.as_ref().and_then(Point::of_frame);
        if let Some(frame) = &frame {
            self.say_of(wire, now, || format!("-> {}", described(frame)));
            if point == Some(Point::Ack) {
                self.settling(wire, frame.header("id").unwrap_or_default(), now);
            }
        }
        let mut late = Time::ZERO;
        let mut then = Then::Nothing;
        if let Some(strike) = point.and_then(|point| self.strike(wire, point, now)) {
            then = after(strike);
            match strike {
                Strike::CrashBefore => return self.at(now, network::Task::Crash(wire)),
                Strike::CutBefore => return self.cut(wire, now),
                Strike::RestartBefore => return self.restart(now),
                Strike::Half => {
                    let most = bytes.len().saturating_sub(1).max(1) as u64;
                    bytes.truncate(self.chance.between(1, most) as usize);
                    // Nothing comes behind it.
                    self.silence(wire, true);
                }
                Strike::Late => late = self.lateness(),
                Strike::Mute => return self.silence(wire, true),
                Strike::Deaf => self.silence(wire, false),
                Strike::CrashAfter | Strike::CutAfter | Strike::RestartAfter => {}
            }
        }
        let latency = self.latency();
        let is_split = bytes.len() > 1 && self.chance.in_of(1, 4);
        let at = self.chance.between(1, bytes.len().saturating_sub(1).max(1) as u64) as usize;
        let Some(line) = self.lines.get_mut(&wire) else { return };
        line.under_way += bytes.len();
        line.up_due = line.up_due.max(now + latency) + late;
        let due = line.up_due;
        if is_split {
            let first = bytes.split_to(at);
            self.own_at(due, Task::Up(wire, first, Then::Nothing));
        }
        self.own_at(due, Task::Up(wire, bytes, then));
    }

    pub(super) fn silence(&mut self, wire: Wire, is_mute: bool) {
        if let Some(line) = self.lines.get_mut(&wire) {
            line.is_mute |= is_mute;
            line.is_deaf |= !is_mute;
        }
    }

    /// A process settles: whether it may.
    pub(super) fn settling(&mut self, wire: Wire, id: &str, now: Time) {
        let Some((consumer, delivery)) = id.split_once(',') else { return };
        let (Ok(consumer), Ok(delivery)) = (consumer.parse(), delivery.parse()) else { return };
        let (consumer, delivery) = (ConsumerId(consumer), DeliveryId(delivery));
        let process = self.lines.get(&wire).map_or(0, |line| line.process.number());
        let (Some(queue), Some(message)) = (self.broker.queue_of(consumer), self.broker.delivery(consumer, delivery))
        else {
            return;
        };
        let settling = Happening::Settling { queue: &queue, message, how: Settle::Accepted };
        self.witness.see(now, process, &settling);
    }

    /// Bytes are at the broker.
    pub(super) fn arrive(&mut self, wire: Wire, bytes: &[u8], now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if let Some(session) = &mut line.session {
            session.push(bytes);
        }
        loop {
            let Some(line) = self.lines.get_mut(&wire) else { return };
            let Some(session) = &mut line.session else { return };
            let Some(heard) = session.next() else { return };
            let was_open = session.connection().is_some();
            session.act(&heard, &mut self.broker, now);
            let opened = session.connection().is_some() && !was_open;
            let (gives, patience) = (session.heartbeat.gives, session.heartbeat.patience);
            let (process, made) = (line.process.number(), line.opened);
            for taken in session.take_taken() {
                let stored = Happening::Stored { target: &taken.target, message: &taken.message, opened: made };
                self.witness.see(now, process, &stored);
                if let Some(receipt) = taken.receipt {
                    line.sent.insert(receipt, (taken.target, taken.message));
                }
            }
            if opened {
                self.own_at(now + patience, Task::Watch(wire));
                if let Some(gives) = gives {
                    self.own_at(now + gives, Task::Beat(wire));
                }
            }
            self.flush(wire, now);
            self.absorb(now);
            if matches!(heard, Heard::Nonsense) {
                return;
            }
        }
    }
}

/// A frame of a process, for the trace.
fn described(frame: &tidings_stomp::codec::Frame) -> String {
    let named = ["destination", "id", "receipt", "consumer-window-size", "_AMQ_DUPL_ID", "AMQ_SCHEDULED_DELAY"];
    let headers: Vec<_> = named.iter().filter_map(|name| Some(format!("{name}:{}", frame.header(name)?))).collect();
    let body = String::from_utf8_lossy(&frame.body);
    format!("{} {} {}", frame.command, headers.join(" "), body.get(..80).unwrap_or(&body))
}
