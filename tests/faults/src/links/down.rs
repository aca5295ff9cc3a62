//! From the broker to a process.

use super::{
    Point, Strike,
    describe::{describe_answer, describe_message},
    medium::State,
    packet::{Answer, Down, Given, Packet, Up},
    state::{Inbox, Line, fault},
};
use crate::{
    model::{Event, Time, Verdict},
    network::{Happening, Task, Then, Wire},
};

impl State {
    /// The broker says something.
    pub(super) fn down(&mut self, wire: Wire, down: Down, late: Time, now: Time) {
        let point = match &down {
            Down::Answer(question, Answer::Decided(_)) => self.outcome_point(wire, *question),
            Down::Delivery(consumer, _) => match self.own.consumers.get(consumer) {
                Some(known) if known.queue.starts_with("replies-") => Some(Point::Reply),
                _ => Some(Point::Delivery),
            },
            _ => None,
        };
        let strike = point.and_then(|point| self.strike(wire, point, now));
        let mut delay = self.latency() + late;
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
            self.own_at(at, Packet::Lost(wire, "the broker shows no life", true));
        }
        // A broker that is slow to decide says other things before; what is on the wire, and deliveries, keep order.
        let overtakes = matches!(down, Down::Answer(..)) && delay > Time::from_millis(50) && !is_line_late;
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let due = line.down_due.max(now + delay);
        if !overtakes {
            line.down_due = due;
        }
        self.at(due, instead.unwrap_or(Task::Own(Packet::Down(wire, down, then))));
    }

    /// A packet is at its process.
    pub(super) fn reach(&mut self, wire: Wire, down: Down, then: Then, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        let number = line.process.number();
        if line.is_cut || !line.process.is_alive() || line.lost.borrow().is_some() {
            return;
        }
        match down {
            Down::Answer(question, answer) => {
                let Some(asked) = line.questions.remove(&question) else { return };
                let consumer = match &answer {
                    Answer::Consumer(consumer, _) => Some(*consumer),
                    _ => None,
                };
                if let Some(consumer) = consumer {
                    line.inboxes.insert(consumer, std::sync::Arc::new(Inbox::default()));
                }
                self.say_of(wire, now, || format!("<- {} to {}", describe_answer(&answer), question.0));
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
                if let Some(known) = self.own.consumers.get(&consumer) {
                    let queue = known.queue.clone();
                    let unsettled = self.broker.unsettled(consumer);
                    self.say_of(wire, now, || format!("<- delivery of {queue}: {}", describe_message(&given.message)));
                    let seen = Happening::Delivered { queue: &queue, unsettled };
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
        self.follow(wire, then, now);
    }

    /// Passes on what follows from what was done to the broker.
    pub(super) fn absorb(&mut self, now: Time) {
        for event in self.broker.take_events() {
            match event {
                Event::Delivery { consumer, delivery, message, count, .. } => {
                    let Some(known) = self.own.consumers.get_mut(&consumer) else { continue };
                    known.sent += 1;
                    let wire = known.wire;
                    let given = Given { delivery, message, redelivered: count > 0 };
                    self.down(wire, Down::Delivery(consumer, given), Time::ZERO, now);
                }
                Event::Decided { send, verdict } => {
                    if let Some((wire, question)) = self.own.sends.remove(&send) {
                        self.down(wire, Down::Answer(question, Answer::Decided(verdict)), Time::ZERO, now);
                    }
                }
                Event::ConsumerClosed { consumer, refusal } => {
                    if let Some(known) = self.own.consumers.remove(&consumer) {
                        self.down(known.wire, Down::ReceiverClosed(consumer, refusal), Time::ZERO, now);
                    }
                }
                Event::ConnectionClosed { connection, refusal } => {
                    let of = |line: &Line| line.connection == Some(connection);
                    let found = self.lines.iter_mut().find(|(_, line)| of(line)).map(|(wire, line)| {
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
}
