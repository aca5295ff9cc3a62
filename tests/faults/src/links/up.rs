//! From a process to the broker.

use tidings_wire::link::Fault;

use super::{
    Strike,
    medium::State,
    packet::{Packet, Up},
    state::Line,
};
use crate::{
    model::{ConsumerId, DeliveryId, Settle, Time},
    network::{Happening, Task, Then, Wire},
};

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

    /// A process says something.
    pub(super) fn up(&mut self, wire: Wire, up: Up, now: Time) -> Result<(), Fault> {
        let point = self.point(&up);
        if let Up::Settle(consumer, deliveries, how) = &up {
            self.settling(wire, *consumer, deliveries, *how, now);
        }
        let strike = self.strike(wire, point, now);
        let (mut delay, mut late) = (self.latency(), Time::ZERO);
        let then = match strike {
            None => Then::Nothing,
            Some(Strike::CrashBefore) => {
                self.crash(wire);
                return Ok(());
            }
            Some(Strike::CutBefore) => {
                self.at(now, Task::Cut(wire));
                return Ok(());
            }
            Some(Strike::RestartBefore) => {
                self.at(now, Task::Restart);
                return Ok(());
            }
            Some(Strike::CrashAfter) => Then::Crash,
            Some(Strike::CutAfter) => Then::Cut,
            Some(Strike::RestartAfter) => Then::Restart,
            Some(strike @ (Strike::Late | Strike::TooLate)) => {
                let by = self.lateness(strike);
                match up {
                    Up::Credit(..) | Up::Settle(..) | Up::Detach(None, _) => delay += by,
                    _ => late = by,
                }
                Then::Nothing
            }
        };
        let Some(line) = self.lines.get_mut(&wire) else { return Ok(()) };
        line.up_due = line.up_due.max(now + delay);
        let due = line.up_due;
        self.own_at(due, Packet::Up(wire, up, then, late));
        Ok(())
    }

    /// A process settles: whether it may.
    fn settling(&mut self, wire: Wire, consumer: ConsumerId, deliveries: &[DeliveryId], how: Settle, now: Time) {
        let Some(queue) = self.own.consumers.get(&consumer).map(|known| known.queue.clone()) else { return };
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
