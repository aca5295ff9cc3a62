//! What happens to packets.

use tidings_wire::link::{Condition, Fault};

use super::{
    Happening, Point, Strike,
    packet::{Answer, Down, Given, Question, Task, Then, Up, Wire},
    state::{Consumer, Inbox, Line, State, fault},
};
use crate::{
    model::{Event, Refusal, RefusalKind, Settle, Target, Time, Verdict},
    process::Process,
};

/// Where management is asked.
const MANAGEMENT: &str = "activemq.management";

impl State {
    /// The connection, while the process has it.
    pub(super) fn line(&mut self, wire: Wire) -> Result<&mut Line, Fault> {
        match self.lines.get_mut(&wire) {
            Some(line) => {
                let lost = line.lost.borrow().clone();
                lost.map_or(Ok(line), Err)
            }
            None => Err(Fault::gone("the connection has ended")),
        }
    }

    pub(super) fn wires_of(&self, process: &Process) -> Vec<Wire> {
        let theirs = self.lines.iter().filter(|(_, line)| line.process.number() == process.number());
        theirs.map(|(wire, _)| *wire).collect()
    }

    /// A process says something.
    pub(super) fn up(&mut self, wire: Wire, up: Up, now: Time) -> Result<(), Fault> {
        let point = self.point(&up);
        if let Up::Settle(consumer, deliveries, how) = &up {
            self.settling(wire, *consumer, deliveries, *how, now);
        }
        let strike = self.meet(point, wire, now);
        let mut delay = self.way();
        let then = match strike {
            None => Then::Nothing,
            Some(Strike::CrashBefore) => return self.hit(wire, now, Task::Crash(wire)),
            Some(Strike::CutBefore) => return self.hit(wire, now, Task::Cut(wire)),
            Some(Strike::RestartBefore) => return self.hit(wire, now, Task::Restart),
            Some(Strike::CrashAfter) => Then::Crash,
            Some(Strike::CutAfter) => Then::Cut,
            Some(Strike::RestartAfter) => Then::Restart,
            Some(late @ (Strike::Late | Strike::TooLate)) => {
                let by = self.lateness(late);
                match up {
                    Up::Credit(..) | Up::Settle(..) | Up::Detach(None, _) => {
                        delay += by;
                        Then::Nothing
                    }
                    _ => Then::Late(by),
                }
            }
        };
        let Some(line) = self.lines.get_mut(&wire) else { return Ok(()) };
        line.up_due = line.up_due.max(now + delay);
        let due = line.up_due;
        self.at(due, Task::Up(wire, up, then));
        Ok(())
    }

    /// Something strikes in the place of a packet.
    fn hit(&mut self, wire: Wire, now: Time, task: Task) -> Result<(), Fault> {
        match task {
            Task::Crash(_) => self.victims.extend(self.lines.get(&wire).map(|line| line.process.clone())),
            task => self.at(now, task),
        }
        Ok(())
    }

    /// The broker says something.
    pub(super) fn down(&mut self, wire: Wire, down: Down, late: Time, now: Time) {
        let point = match &down {
            Down::Answer(question, Answer::Decided(_)) => self.outcome_point(wire, *question),
            Down::Delivery(consumer, _) => match self.consumers.get(consumer) {
                Some(known) if known.queue.starts_with("replies-") => Some(Point::Reply),
                _ => Some(Point::Delivery),
            },
            _ => None,
        };
        let strike = point.and_then(|point| self.meet(point, wire, now));
        let mut delay = self.way() + late;
        let mut then = Then::Nothing;
        let mut instead = None;
        match strike {
            None => {}
            Some(Strike::CrashBefore) => instead = Some(Task::Crash(wire)),
            Some(Strike::CutBefore) => instead = Some(Task::Cut(wire)),
            Some(Strike::RestartBefore) => instead = Some(Task::Restart),
            Some(Strike::CrashAfter) => then = Then::Crash,
            Some(Strike::CutAfter) => then = Then::Cut,
            Some(Strike::RestartAfter) => then = Then::Restart,
            Some(late @ (Strike::Late | Strike::TooLate)) => delay += self.lateness(late),
        }
        let is_line_late = delay > self.weather.heartbeat && self.chance.in_of(1, 2);
        if is_line_late {
            let at = now + self.weather.heartbeat;
            self.at(at, Task::Lost(wire, "the broker shows no life", true));
        }
        // A broker that is slow with one thing says others before; a wire never does.
        let overtakes = delay > Time::from_millis(50) && !is_line_late;
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let due = line.down_due.max(now + delay);
        if !overtakes {
            line.down_due = due;
        }
        self.at(due, instead.unwrap_or(Task::Down(wire, down, then)));
    }

    fn outcome_point(&self, wire: Wire, question: Question) -> Option<Point> {
        let asked = self.lines.get(&wire)?.questions.get(&question)?;
        let (target, _) = asked.transfer.as_ref()?;
        (&*target.address != MANAGEMENT).then_some(Point::Outcome)
    }

    fn point(&self, up: &Up) -> Point {
        match up {
            Up::Connect(_) => Point::Connect,
            Up::AttachSender(..) => Point::AttachSender,
            Up::AttachReceiver(..) => Point::AttachReceiver,
            Up::Credit(..) => Point::Credit,
            Up::Transfer(_, target, _) if &*target.address == MANAGEMENT => Point::Request,
            Up::Transfer(_, Target { queue: Some(_), .. }, _) => Point::Copy,
            Up::Transfer(_, target, _) if target.address.starts_with("dead_letter.") => Point::DeadLetter,
            Up::Transfer(..) => Point::Transfer,
            Up::Settle(..) => Point::Settle,
            Up::Detach(..) => Point::Detach,
            Up::Close(_) => Point::Close,
        }
    }

    fn meet(&mut self, point: Point, wire: Wire, now: Time) -> Option<Strike> {
        if self.is_calm || !self.lines.get(&wire).is_some_and(|line| line.process.is_alive()) {
            return None;
        }
        let strike = self.plan.meet(point)?;
        self.hits.add(point, strike);
        let name = self.name(wire);
        self.say(now, || format!("*** {strike:?} at {point:?} of {name}"));
        Some(strike)
    }

    fn name(&self, wire: Wire) -> String {
        self.lines.get(&wire).map_or_else(String::new, |line| format!("{}/{}", line.process.name(), wire.0))
    }

    fn way(&mut self) -> Time {
        let most = self.weather.latency_ms;
        self.millis(0, most)
    }

    fn lateness(&mut self, strike: Strike) -> Time {
        match strike {
            Strike::TooLate => {
                let least = u64::try_from(self.weather.heartbeat.as_millis()).unwrap_or(10_000);
                self.millis(least + 500, least * 2)
            }
            _ => self.millis(20, 3_000),
        }
    }

    /// Does what is due; when it wants the next turn.
    pub(super) fn turn(&mut self, now: Time) -> Option<Time> {
        if self.broker.wake_at().is_some_and(|at| at <= now) && self.down_until <= now {
            self.broker.advance(now);
            self.absorb(now);
        }
        while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= now) {
            let task = entry.remove();
            self.perform(task, now);
            // Who crashes does so before anything else happens.
            if !self.victims.is_empty() {
                return Some(now);
            }
        }
        let broker = self.broker.wake_at().map(|at| at.max(self.down_until));
        let agenda = self.agenda.first_key_value().map(|((at, _), _)| *at);
        [broker, agenda].into_iter().flatten().min()
    }

    fn perform(&mut self, task: Task, now: Time) {
        match task {
            Task::Up(wire, up, then) => self.arrive(wire, up, then, now),
            Task::Down(wire, down, then) => self.reach(wire, down, then, now),
            Task::Lost(wire, said, is_silence) => {
                let condition = if is_silence { Condition::Silent } else { Condition::Gone };
                self.lose(wire, &Fault::new(condition, said), now);
                if is_silence {
                    self.at(now, Task::Cut(wire));
                }
            }
            Task::Dropped(wire) => self.drop_connection(wire, now),
            Task::Crash(wire) => self.victims.extend(self.lines.get(&wire).map(|line| line.process.clone())),
            Task::Cut(wire) => self.cut(wire, now),
            Task::Restart => self.restart(now),
        }
    }

    fn follow(&mut self, wire: Wire, then: Then, low: u64, high: u64, now: Time) {
        let at = now + self.millis(low, high);
        match then {
            Then::Nothing | Then::Late(_) => {}
            Then::Crash => self.at(at, Task::Crash(wire)),
            Then::Cut => self.at(at, Task::Cut(wire)),
            Then::Restart => self.at(at, Task::Restart),
        }
    }

    /// A packet is at the broker.
    fn arrive(&mut self, wire: Wire, up: Up, then: Then, now: Time) {
        let Some(line) = self.lines.get(&wire) else { return };
        if line.is_cut {
            return;
        }
        let connection = line.connection;
        let late = if let Then::Late(by) = then { by } else { Time::ZERO };
        // What strikes after the broker acted strikes before it could answer.
        match then {
            Then::Cut => self.cut_later(wire, now),
            Then::Restart => self.at(now, Task::Restart),
            Then::Crash => self.at(now, Task::Crash(wire)),
            Then::Nothing | Then::Late(_) => {}
        }
        let name = self.name(wire);
        self.say(now, || format!("{name} -> {}", describe(&up)));
        let answer = match (up, connection) {
            (Up::Connect(question), _) => Some((question, self.connect(wire, now))),
            // The broker does not know this connection any more.
            (_, None) => None,
            (Up::AttachSender(question, target), Some(connection)) => {
                let attached = self.broker.attach_target(connection, &target, now);
                Some((question, attached.map_or_else(Answer::Refused, |()| Answer::Done)))
            }
            (Up::AttachReceiver(question, source), Some(connection)) => {
                let attached = self.broker.consume(connection, &source, now);
                Some((
                    question,
                    attached.map_or_else(Answer::Refused, |(consumer, queue)| {
                        self.consumers.insert(consumer, Consumer { wire, queue: queue.clone(), sent: 0 });
                        Answer::Consumer(consumer, queue)
                    }),
                ))
            }
            (Up::Credit(consumer, received, credit), Some(_)) => {
                let sent = self.consumers.get(&consumer).map_or(0, |known| known.sent);
                let left = (received + u64::from(credit)).saturating_sub(sent);
                self.broker.credit(consumer, u32::try_from(left).unwrap_or(u32::MAX), now);
                None
            }
            (Up::Transfer(question, target, message), Some(connection)) => {
                let sent = self.broker.send(connection, &target, message.clone(), now);
                let process = self.lines.get(&wire).map_or(0, |line| line.process.number());
                if let Ok(Verdict::Accepted { queues }) = sent {
                    let stored = Happening::Stored { target: &target, message: &message, queues };
                    self.witness.see(now, process, &stored);
                }
                match sent {
                    Ok(Verdict::Waits(send)) => {
                        self.sends.insert(send, (wire, question));
                        None
                    }
                    Ok(verdict) => Some((question, Answer::Decided(verdict))),
                    Err(refusal) => Some((question, Answer::Refused(refusal))),
                }
            }
            (Up::Settle(consumer, deliveries, how), Some(_)) => {
                for delivery in deliveries {
                    self.broker.settle(consumer, delivery, how, now);
                }
                None
            }
            (Up::Detach(question, consumer), Some(_)) => {
                self.broker.leave(consumer, now);
                self.consumers.remove(&consumer);
                question.map(|question| (question, Answer::Done))
            }
            (Up::Close(question), Some(connection)) => {
                self.broker.closed(connection, now);
                self.consumers.retain(|_, consumer| consumer.wire != wire);
                if let Some(line) = self.lines.get_mut(&wire) {
                    line.connection = None;
                }
                Some((question, Answer::Done))
            }
        };
        if let Some((question, answer)) = answer {
            self.down(wire, Down::Answer(question, answer), late, now);
        }
        self.absorb(now);
    }

    fn connect(&mut self, wire: Wire, now: Time) -> Answer {
        let gone = |said| Answer::Refused(Refusal::new(RefusalKind::Gone, said));
        if now < self.down_until {
            return gone("connection refused");
        }
        match (self.broker.connect(now), self.lines.get_mut(&wire)) {
            (Ok(connection), Some(line)) => {
                line.connection = Some(connection);
                Answer::Done
            }
            _ => gone("too many connections"),
        }
    }

    /// A packet is at its process.
    fn reach(&mut self, wire: Wire, down: Down, then: Then, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let number = line.process.number();
        if line.is_cut || !line.process.is_alive() || line.lost.borrow().is_some() {
            return;
        }
        match down {
            Down::Answer(question, answer) => {
                let Some(asked) = line.questions.remove(&question) else { return };
                let said = describe_answer(&answer);
                let consumer = match &answer {
                    Answer::Consumer(consumer, _) => Some(*consumer),
                    _ => None,
                };
                if let Some(consumer) = consumer {
                    line.inboxes.insert(consumer, std::sync::Arc::new(Inbox::default()));
                }
                let name = self.name(wire);
                self.say(now, || format!("{name} <- {said} to {}", question.0));
                if let (Answer::Decided(Verdict::Accepted { .. }), Some((target, message))) = (&answer, &asked.transfer)
                {
                    let confirmed = Happening::Confirmed { target, message };
                    self.witness.see(now, number, &confirmed);
                }
                if asked.tell.send(Ok(answer)).is_err()
                    && let Some(consumer) = consumer
                {
                    // Nobody waits for the link any more.
                    drop(self.up(wire, Up::Detach(None, consumer), now));
                }
            }
            Down::Delivery(consumer, given) => {
                let Some(inbox) = line.inboxes.get(&consumer).cloned() else { return };
                if let Some(known) = self.consumers.get(&consumer) {
                    let (queue, name) = (known.queue.clone(), self.name(wire));
                    let unsettled = self.broker.unsettled(consumer);
                    self.say(now, || format!("{name} <- delivery of {queue}: {}", describe_message(&given.message)));
                    let seen = Happening::Delivered { queue: &queue, message: &given.message, unsettled };
                    self.witness.see(now, number, &seen);
                }
                inbox.put(given);
            }
            Down::ReceiverClosed(consumer, refusal) => {
                if let Some(inbox) = line.inboxes.remove(&consumer) {
                    inbox.end(fault(&refusal));
                }
            }
            Down::Lost(refusal) => self.lose(wire, &fault(&refusal), now),
        }
        // It has arrived, and perhaps something was made of it.
        self.follow(wire, then, 0, 20, now);
    }

    /// The process notices the end of a connection.
    fn lose(&mut self, wire: Wire, why: &Fault, now: Time) {
        let name = self.name(wire);
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
        self.say(now, || format!("{name} is lost: {why}"));
    }

    fn cut(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_cut {
            return;
        }
        line.is_cut = true;
        self.cut_later(wire, now);
    }

    /// Both ends will notice, each at a time of its own; what was said before counts.
    fn cut_later(&mut self, wire: Wire, now: Time) {
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

    fn drop_connection(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        line.is_cut = true;
        let Some(connection) = line.connection.take() else { return };
        let name = self.name(wire);
        self.say(now, || format!("{name} is dropped by the broker"));
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

    fn restart(&mut self, now: Time) {
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

    /// Passes on what follows from what was done to the broker.
    pub(super) fn absorb(&mut self, now: Time) {
        for event in self.broker.take_events() {
            match event {
                Event::Delivery { consumer, delivery, message, count, .. } => {
                    let Some(known) = self.consumers.get_mut(&consumer) else { continue };
                    known.sent += 1;
                    let wire = known.wire;
                    let given = Given { delivery, message, redelivered: count > 0 };
                    self.down(wire, Down::Delivery(consumer, given), Time::ZERO, now);
                }
                Event::Decided { send, verdict } => {
                    if let Some((wire, question)) = self.sends.remove(&send) {
                        self.down(wire, Down::Answer(question, Answer::Decided(verdict)), Time::ZERO, now);
                    }
                }
                Event::ConsumerClosed { consumer, refusal } => {
                    if let Some(known) = self.consumers.remove(&consumer) {
                        self.down(known.wire, Down::ReceiverClosed(consumer, refusal), Time::ZERO, now);
                    }
                }
                Event::ConnectionClosed { connection, refusal } => {
                    let of = |line: &&mut Line| line.connection == Some(connection);
                    let found = self.lines.iter_mut().find(|(_, line)| of(&line)).map(|(wire, line)| {
                        line.connection = None;
                        *wire
                    });
                    if let Some(wire) = found {
                        self.down(wire, Down::Lost(refusal), Time::ZERO, now);
                    }
                }
            }
        }
    }

    /// A process settles: whether it may.
    fn settling(
        &mut self,
        wire: Wire,
        consumer: crate::model::ConsumerId,
        deliveries: &[crate::model::DeliveryId],
        how: Settle,
        now: Time,
    ) {
        let Some(queue) = self.consumers.get(&consumer).map(|known| known.queue.clone()) else { return };
        let process = self.lines.get(&wire).map_or(0, |line| line.process.number());
        for delivery in deliveries {
            match self.broker.delivery(consumer, *delivery) {
                Some(message) => {
                    let settling = Happening::Settling { queue: &queue, message, how };
                    self.witness.see(now, process, &settling);
                }
                None => {
                    let text = format!("a delivery of {queue} was settled that is not the consumer's");
                    self.witness.see(now, process, &Happening::Violation(&text));
                }
            }
        }
    }
}

fn describe(up: &Up) -> String {
    match up {
        Up::Connect(question) => format!("connect ({})", question.0),
        Up::AttachSender(question, target) => format!("attach a sender to {} ({})", target.name(), question.0),
        Up::AttachReceiver(question, source) => format!("attach a receiver to {:?} ({})", source.place, question.0),
        Up::Credit(consumer, received, credit) => format!("credit {credit} after {received} for {}", consumer.0),
        Up::Transfer(question, target, message) => {
            format!("transfer to {} ({}): {}", target.name(), question.0, describe_message(message))
        }
        Up::Settle(consumer, deliveries, how) => {
            let numbers: Vec<_> = deliveries.iter().map(|delivery| delivery.0).collect();
            format!("settle {numbers:?} of {} as {how:?}", consumer.0)
        }
        Up::Detach(_, consumer) => format!("detach {}", consumer.0),
        Up::Close(_) => "close".to_owned(),
    }
}

fn describe_answer(answer: &Answer) -> String {
    match answer {
        Answer::Done => "done".to_owned(),
        Answer::Consumer(consumer, queue) => format!("consumer {} of {queue}", consumer.0),
        Answer::Decided(verdict) => format!("{verdict:?}"),
        Answer::Refused(refusal) => format!("refused: {refusal}"),
    }
}

fn describe_message(message: &crate::model::Message) -> String {
    let attempt = message.property("attempt").unwrap_or("1");
    let what = message.property("_AMQ_OperationName").or_else(|| message.property("_AMQ_Attribute"));
    let body = message.payload.body_text();
    let delay = message.delay.map_or_else(String::new, |delay| format!(" in {delay:?}"));
    format!("{}{} attempt {attempt}{delay}", what.unwrap_or_default(), body.get(..80).unwrap_or(body))
}
