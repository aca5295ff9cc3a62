//! What the broker does with a packet.

use super::{
    describe::describe,
    medium::State,
    packet::{Answer, Down, Up},
    state::Consumer,
};
use crate::{
    model::{Refusal, RefusalKind, Time, Verdict},
    network::{Happening, Then, Wire},
};

impl State {
    /// A packet is at the broker, whose answer is so late.
    pub(super) fn arrive(&mut self, wire: Wire, up: Up, then: Then, late: Time, now: Time) {
        let Some(line) = self.lines.get(&wire) else { return };
        if line.is_cut {
            return;
        }
        let connection = line.connection;
        // What strikes after the broker acted strikes before it could answer.
        self.strike_then(wire, then, now);
        self.say_of(wire, now, || format!("-> {}", describe(&up)));
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
                        self.own.consumers.insert(consumer, Consumer { wire, queue: queue.clone(), sent: 0 });
                        Answer::Consumer(consumer, queue)
                    }),
                ))
            }
            (Up::Credit(consumer, received, credit), Some(_)) => {
                let sent = self.own.consumers.get(&consumer).map_or(0, |known| known.sent);
                let left = (received + u64::from(credit)).saturating_sub(sent);
                self.broker.credit(consumer, u32::try_from(left).unwrap_or(u32::MAX), now);
                None
            }
            (Up::Transfer(question, target, message), Some(connection)) => {
                let sent = self.broker.send(connection, &target, message.clone(), now);
                let (process, opened) =
                    self.lines.get(&wire).map_or((0, now), |line| (line.process.number(), line.opened));
                if let Ok(Verdict::Accepted { .. }) = sent {
                    let stored = Happening::Stored { target: &target, message: &message, opened };
                    self.witness.see(now, process, &stored);
                }
                match sent {
                    Ok(Verdict::Waits(send)) => {
                        self.own.sends.insert(send, (wire, question));
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
                self.own.consumers.remove(&consumer);
                question.map(|question| (question, Answer::Done))
            }
            (Up::Close(question), Some(connection)) => {
                self.broker.closed(connection, now);
                self.own.consumers.retain(|_, consumer| consumer.wire != wire);
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
}
