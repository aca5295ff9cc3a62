//! From a process to the broker.

use tidings_wire::link::Fault;

use super::{
    Happening, Strike,
    packet::{Task, Then, Up, Wire},
    state::{Line, State},
};
use crate::model::{ConsumerId, DeliveryId, Settle, Time};

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

    /// A process settles: whether it may.
    fn settling(&mut self, wire: Wire, consumer: ConsumerId, deliveries: &[DeliveryId], how: Settle, now: Time) {
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
