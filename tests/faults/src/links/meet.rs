//! What is said at which point, how late what is late comes, and where there is no room.

use super::{
    Point, Strike,
    medium::State,
    packet::{Question, Up},
};
use crate::{
    model::{Target, Time},
    network::Wire,
};

/// Where management is asked.
const MANAGEMENT: &str = "activemq.management";

impl State {
    pub(super) fn lateness(&mut self, strike: Strike) -> Time {
        match strike {
            Strike::TooLate => {
                let least = u64::try_from(self.weather.heartbeat.as_millis()).unwrap_or(10_000);
                self.millis(least + 500, least * 2)
            }
            _ => self.millis(20, 3_000),
        }
    }

    pub(super) fn point(&self, up: &Up) -> Point {
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

    pub(super) fn outcome_point(&self, wire: Wire, question: Question) -> Option<Point> {
        let asked = self.lines.get(&wire)?.questions.get(&question)?;
        let (target, _) = asked.transfer.as_ref()?;
        (&*target.address != MANAGEMENT).then_some(Point::Outcome)
    }

    /// Whether an address of events gives no credit.
    pub(super) fn is_full(&self, target: &Target) -> bool {
        let is_of = |queue: &str| self.broker.address_of(queue).is_some_and(|address| address == target.address);
        self.weather.is_narrow
            && target.address.starts_with("sim.")
            && self.broker.queue_names().iter().any(|queue| is_of(queue) && self.broker.depth(queue) > Some(0))
    }
}
