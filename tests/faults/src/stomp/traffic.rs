//! What becomes of what is said.

use super::{
    Point, Strike,
    session::{Heard, Over, Said, Session},
    state::{Down, Opened, State, Task, Then},
    wire::{Wire, Written},
};
use crate::{
    links::Happening,
    model::{ConsumerId, DeliveryId, Event, Settle, Time},
    process::Process,
};

impl State {
    /// Does what is due; when to come back.
    pub(super) fn turn(&mut self, now: Time) -> Option<Time> {
        loop {
            if self.broker.wake_at().is_some_and(|at| at <= now) && now >= self.down_until {
                self.broker.advance(now);
                self.absorb(now);
            }
            match self.agenda.first_entry().filter(|entry| entry.key().0 <= now) {
                Some(entry) => {
                    let task = entry.remove();
                    self.perform(task, now);
                }
                None => break,
            }
        }
        let broker = self.broker.wake_at().map(|at| at.max(self.down_until));
        let agenda = self.agenda.first_key_value().map(|((at, _), _)| *at);
        [broker, agenda].into_iter().flatten().min()
    }

    fn perform(&mut self, task: Task, now: Time) {
        match task {
            Task::Dial(wire, tell, then) => self.answer_dial(wire, tell, then, now),
            Task::Open(wire, tell, is_open, then) => {
                // Whoever dialled may have given up; it hangs up then.
                let _ = tell.send(is_open);
                self.follow(wire, then, now);
            }
            Task::Up(wire, bytes, then) => {
                let Some(line) = self.lines.get_mut(&wire) else { return };
                line.under_way = line.under_way.saturating_sub(bytes.len());
                line.inbox.has_room();
                if line.is_cut || now < self.down_until {
                    return;
                }
                line.heard = now;
                self.arrive(wire, &bytes, now);
                self.follow(wire, then, now);
            }
            Task::UpEnd(wire) | Task::Dropped(wire) => self.drop_connection(wire, now),
            Task::Down(wire, down, then) => self.reach(wire, down, then, now),
            Task::DownEnd(wire) => {
                if let Some(line) = self.lines.get(&wire).filter(|line| !line.is_cut && !line.is_deaf && !line.is_torn)
                {
                    line.inbox.end(Ok(()));
                }
            }
            Task::Lost(wire) => {
                let is_reset = self.chance.in_of(1, 2);
                if let Some(line) = self.lines.get(&wire) {
                    line.inbox.end(if is_reset { Err(std::io::ErrorKind::ConnectionReset) } else { Ok(()) });
                }
            }
            Task::Crash(wire) => {
                let process = self.lines.get(&wire).map(|line| line.process.clone());
                self.victims.extend(process.filter(Process::is_alive));
            }
            Task::Cut(wire) => self.cut(wire, now),
            Task::Restart => self.restart(now),
            Task::Beat(wire) => self.beat(wire, now),
            Task::Watch(wire) => self.watch(wire, now),
        }
    }

    /// A process asks for a socket.
    pub(super) fn dial(&mut self, wire: Wire, tell: Opened, now: Time) {
        let mut due = now + self.latency();
        let mut then = Then::Nothing;
        if let Some(strike) = self.strike(wire, Point::Dial, now) {
            then = Then::of(strike);
            match strike {
                Strike::CrashBefore => return self.at(now, Task::Crash(wire)),
                Strike::CutBefore | Strike::Half => return self.at(due, Task::Open(wire, tell, false, Then::Nothing)),
                Strike::RestartBefore => {
                    self.at(now, Task::Restart);
                    return self.at(due, Task::Open(wire, tell, false, Then::Nothing));
                }
                Strike::Late => due += self.lateness(),
                Strike::Mute | Strike::Deaf => {
                    if let Some(line) = self.lines.get_mut(&wire) {
                        line.is_mute |= strike == Strike::Mute;
                        line.is_deaf |= strike == Strike::Deaf;
                    }
                }
                Strike::CrashAfter | Strike::CutAfter | Strike::RestartAfter => {}
            }
        }
        self.at(due, Task::Dial(wire, tell, then));
    }

    fn answer_dial(&mut self, wire: Wire, tell: Opened, then: Then, now: Time) {
        let is_there = now >= self.down_until;
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if is_there && !line.is_hung_up {
            let session = Session::new();
            let patience = session.heartbeat.patience;
            line.session = Some(session);
            line.heard = now;
            self.at(now + patience, Task::Watch(wire));
        }
        let due = now + self.latency();
        self.at(due, Task::Open(wire, tell, is_there, then));
    }

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
            let name = self.name(wire);
            self.say(now, || format!("{name} -> {}", described(frame)));
            if point == Some(Point::Ack) {
                self.settling(wire, frame.header("id").unwrap_or_default(), now);
            }
        }
        let mut late = Time::ZERO;
        let mut then = Then::Nothing;
        if let Some(strike) = point.and_then(|point| self.strike(wire, point, now)) {
            then = Then::of(strike);
            match strike {
                Strike::CrashBefore => return self.at(now, Task::Crash(wire)),
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
            self.at(due, Task::Up(wire, first, Then::Nothing));
        }
        self.at(due, Task::Up(wire, bytes, then));
    }

    fn silence(&mut self, wire: Wire, is_mute: bool) {
        if let Some(line) = self.lines.get_mut(&wire) {
            line.is_mute |= is_mute;
            line.is_deaf |= !is_mute;
        }
    }

    /// A process settles: whether it may.
    fn settling(&mut self, wire: Wire, id: &str, now: Time) {
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
    fn arrive(&mut self, wire: Wire, bytes: &[u8], now: Time) {
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
            let process = line.process.number();
            for taken in session.take_taken() {
                let stored = Happening::Stored { target: &taken.target, message: &taken.message, queues: taken.queues };
                self.witness.see(now, process, &stored);
                if let Some(receipt) = taken.receipt {
                    line.sent.insert(receipt, (taken.target, taken.message));
                }
            }
            if opened {
                self.at(now + patience, Task::Watch(wire));
                if let Some(gives) = gives {
                    self.at(now + gives, Task::Beat(wire));
                }
            }
            self.flush(wire, now);
            self.absorb(now);
            if matches!(heard, Heard::Nonsense) {
                return;
            }
        }
    }

    /// Writes what a conversation has to say, and ends it if it is over.
    fn flush(&mut self, wire: Wire, now: Time) {
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
            self.at(due, Task::DownEnd(wire));
        }
        self.absorb(now);
    }

    /// The broker writes a frame.
    fn down(&mut self, wire: Wire, said: Said, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_cut || line.is_deaf || line.is_torn || !line.process.is_alive() {
            return;
        }
        let point = Point::of_said(&said);
        let Said { command, message, receipt, mut bytes } = said;
        let mut late = Time::ZERO;
        let mut then = Then::Nothing;
        if let Some(strike) = point.and_then(|point| self.strike(wire, point, now)) {
            then = Then::of(strike);
            match strike {
                Strike::CrashBefore => return self.at(now, Task::Crash(wire)),
                Strike::CutBefore => return self.cut(wire, now),
                Strike::RestartBefore => return self.at(now, Task::Restart),
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
        self.at(due, Task::Down(wire, down, then));
    }

    /// Bytes are at the process.
    fn reach(&mut self, wire: Wire, down: Down, then: Then, now: Time) {
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
            let seen =
                Happening::Delivered { queue: &given.queue, message: &given.message, unsettled: given.unsettled };
            self.witness.see(now, number, &seen);
        }
        if !down.what.is_empty() {
            let name = self.name(wire);
            let body = down.message.map(|given| given.message.payload.body_text().to_owned()).unwrap_or_default();
            self.say(now, || format!("{name} <- {} {body}", down.what));
        }
        self.follow(wire, then, now);
    }

    /// What strikes after something has arrived: a moment later, so that something may have been made of it.
    fn follow(&mut self, wire: Wire, then: Then, now: Time) {
        let at = now + self.millis(0, 10);
        match then {
            Then::Nothing => {}
            Then::Crash => self.at(at, Task::Crash(wire)),
            Then::Cut => self.at(at, Task::Cut(wire)),
            Then::Restart => self.at(at, Task::Restart),
        }
    }

    /// A connection drops: both ends will notice, each at a time of its own.
    fn cut(&mut self, wire: Wire, now: Time) {
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
    fn drop_connection(&mut self, wire: Wire, now: Time) {
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

    fn restart(&mut self, now: Time) {
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

    /// The broker shows that it lives, if it has said nothing for so long.
    fn beat(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let Some(gives) = line.session.as_ref().and_then(|session| session.heartbeat.gives) else { return };
        if line.said + gives <= now {
            line.said = now;
            if !line.is_deaf && !line.is_cut && !line.is_torn {
                line.inbox.put(b"\n");
            }
        }
        let next = line.said + gives;
        self.at(next, Task::Beat(wire));
    }

    /// The broker gives up who has said nothing for so long.
    fn watch(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let Some(session) = &mut line.session else { return };
        let until = line.heard + session.heartbeat.patience;
        if now < until {
            return self.at(until, Task::Watch(wire));
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

    fn latency(&mut self) -> Time {
        let most = self.weather.latency_ms;
        self.millis(0, most)
    }

    /// How late something is that is late.
    fn lateness(&mut self) -> Time {
        let most = u64::try_from(self.weather.heartbeat.as_millis()).unwrap_or(10_000).max(200);
        self.millis(100, most * 3 / 2)
    }

    /// How long the broker takes to see that a connection is gone.
    fn notice(&mut self) -> Time {
        if self.chance.in_of(self.weather.half_open, 16) {
            let most = u64::try_from(self.weather.heartbeat.as_millis() * 2).unwrap_or(20_000);
            return self.millis(10, most);
        }
        self.millis(0, 6)
    }
}

/// A frame of a process, for the trace.
fn described(frame: &tidings_stomp::codec::Frame) -> String {
    let named = ["destination", "id", "receipt", "consumer-window-size", "_AMQ_DUPL_ID", "AMQ_SCHEDULED_DELAY"];
    let headers: Vec<_> = named.iter().filter_map(|name| Some(format!("{name}:{}", frame.header(name)?))).collect();
    let body = String::from_utf8_lossy(&frame.body);
    format!("{} {} {}", frame.command, headers.join(" "), body.get(..80).unwrap_or(&body))
}
