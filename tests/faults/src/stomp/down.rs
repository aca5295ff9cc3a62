//! What the broker says.

use super::{
    Point, Strike, after,
    medium::State,
    said::{Over, Said},
    task::{Down, Task},
};
use crate::{
    model::{Event, Time},
    network::{self, Happening, Then, Wire},
};

impl State {
    /// Writes what a conversation has to say, and ends it if it is over.
    pub(super) fn flush(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let Some(session) = &mut line.session else { return };
        let (out, over, connection) = (session.take_out(), session.over(), session.connection());
        if over.is_some() {
            line.session = None;
        }
        for said in out {
            self.down(wire, said, now);
        }
        match (over, connection) {
            (None, _) => return,
            (Some(Over::Refused), Some(connection)) => self.broker.dropped_and_counted(connection, now),
            _ => {}
        }
        if let Some(line) = self.lines.get(&wire) {
            let due = line.down_due.max(now);
            self.own_at(due, Task::DownEnd(wire));
        }
        self.absorb(now);
    }

    /// The broker writes a frame.
    pub(super) fn down(&mut self, wire: Wire, said: Said, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_cut || line.is_deaf || line.is_torn || !line.process.is_alive() {
            return;
        }
        let point = Point::of_said(&said);
        let Said { command, message, receipt, mut bytes } = said;
        let mut late = Time::ZERO;
        let mut then = Then::Nothing;
        if let Some(strike) = point.and_then(|point| self.strike(wire, point, now)) {
            then = after(strike);
            match strike {
                Strike::CrashBefore => return self.at(now, network::Task::Crash(wire)),
                Strike::CutBefore => return self.cut(wire, now),
                Strike::RestartBefore => return self.at(now, network::Task::Restart),
                Strike::Half => {
                    let most = bytes.len().saturating_sub(1).max(1) as u64;
                    bytes.truncate(self.chance.between(1, most) as usize);
                    if let Some(line) = self.lines.get_mut(&wire) {
                        line.is_torn = true;
                    }
                }
                Strike::Late => late = self.lateness(),
                Strike::Mute => self.silence(wire, true),
                Strike::Deaf => return self.silence(wire, false),
                Strike::CrashAfter | Strike::CutAfter | Strike::RestartAfter => {}
            }
        }
        let is_half = then == Then::Cut && point.is_some() && bytes.last() != Some(&0);
        let what = format!("{command} {}", receipt.as_deref().unwrap_or_default());
        let down = if is_half {
            Down { bytes, what, message: None, receipt: None }
        } else {
            Down { bytes, what, message, receipt }
        };
        let latency = self.latency();
        let Some(line) = self.lines.get_mut(&wire) else { return };
        line.said = now;
        line.down_due = line.down_due.max(now + latency) + late;
        let due = line.down_due;
        self.own_at(due, Task::Down(wire, down, then));
    }

    /// Bytes are at the process.
    pub(super) fn reach(&mut self, wire: Wire, down: Down, then: Then, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_cut || line.is_deaf || !line.process.is_alive() {
            return;
        }
        let number = line.process.number();
        line.inbox.put(&down.bytes);
        let sent = down.receipt.and_then(|receipt| line.sent.remove(&receipt));
        if let Some((target, message)) = &sent {
            self.witness.see(now, number, &Happening::Confirmed { target, message });
        }
        if let Some(given) = &down.message {
            let seen = Happening::Delivered { queue: &given.queue, unsettled: given.unsettled };
            self.witness.see(now, number, &seen);
        }
        if !down.what.is_empty() {
            let body = down.message.map(|given| given.message.payload.body_text().to_owned()).unwrap_or_default();
            self.say_of(wire, now, || format!("<- {} {body}", down.what));
        }
        self.follow(wire, then, now);
    }

    /// The broker shows that it lives, if it has said nothing for so long.
    pub(super) fn beat(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let Some(gives) = line.session.as_ref().and_then(|session| session.heartbeat.gives) else { return };
        if line.said + gives <= now {
            line.said = now;
            if !line.is_deaf && !line.is_cut && !line.is_torn {
                line.inbox.put(b"\n");
            }
        }
        let next = line.said + gives;
        self.own_at(next, Task::Beat(wire));
    }

    /// The broker gives up who has said nothing for so long.
    pub(super) fn watch(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let Some(session) = &mut line.session else { return };
        let until = line.heard + session.heartbeat.patience;
        if now < until {
            return self.own_at(until, Task::Watch(wire));
        }
        session.error(
            "AMQ229014: Did not receive data within the connection TTL. The connection will now be closed.",
            None,
        );
        self.flush(wire, now);
    }

    /// Passes on what follows from what was done to the broker.
    pub(super) fn absorb(&mut self, now: Time) {
        loop {
            let events = self.broker.take_events();
            if events.is_empty() {
                return;
            }
            for event in events {
                let wire =
                    self.lines.iter().find(|(_, line)| line.session.as_ref().is_some_and(|it| it.is_meant(&event)));
                let Some(wire) = wire.map(|(wire, _)| *wire) else { continue };
                let Some(session) = self.lines.get_mut(&wire).and_then(|line| line.session.as_mut()) else { continue };
                match event {
                    Event::Delivery { consumer, delivery, message, count, .. } => {
                        session.give((consumer, delivery), &message, count, &mut self.broker, now);
                    }
                    Event::Decided { send, verdict } => session.decided(send, &verdict),
                    Event::ConsumerClosed { consumer, .. } => session.consumer_closed(consumer),
                    Event::ConnectionClosed { refusal, .. } => session.error(&refusal.said, None),
                }
                self.flush(wire, now);
            }
        }
    }
}
