use std::{collections::BTreeMap, sync::Arc};

use tidings::{
    Error, ErrorKind,
    envelope::Parcel,
    provider::{Admission, Outcome, Receipt, Sender, Target},
};

use crate::board::{Board, CAPACITY, Queue};

/// Pins events to one target.
pub(crate) struct Pin {
    pub(crate) board: Arc<Board>,
    pub(crate) target: Target,
}

impl Sender for Pin {
    // A full queue fails at once, whether the sender would wait or not: this provider keeps no waiting room.
    // Whoever is told that it was not sent may rely on nobody else holding it: it is dropped here.
    fn offer(&self, parcel: Arc<dyn Parcel>, _: Admission) -> Receipt {
        let pinned = self.board.with(|queues| self.pin(queues, &parcel)).unwrap_or(Err(ErrorKind::Closed));
        let not_sent = |kind| Outcome::NotSent(Error::new(kind, "pin a notice"));
        Receipt::ready(pinned.map_or_else(not_sent, |()| Outcome::Confirmed))
    }

    fn is_inline(&self) -> bool {
        false
    }
}

impl Pin {
    fn pin(&self, queues: &mut BTreeMap<String, Queue>, parcel: &Arc<dyn Parcel>) -> Result<(), ErrorKind> {
        let mut queues: Vec<&mut Queue> = match &self.target {
            Target::Address(event) => queues.values_mut().filter(|q| q.address == event.address()).collect(),
            Target::Queue(claim) => queues.get_mut(&claim.full_queue()).into_iter().collect(),
            Target::DeadLetters(claim) => vec![queues.entry(claim.dead_letter_queue()).or_default()],
            _ => return Err(ErrorKind::Unsupported),
        };
        // Retries pass: there are never more of them than deliveries under way.
        if !matches!(self.target, Target::Queue(_)) && queues.iter().any(|queue| queue.waiting.len() >= CAPACITY) {
            return Err(ErrorKind::Full);
        }
        self.board.open.send_modify(|open| *open += queues.iter().filter(|q| !q.address.is_empty()).count());
        queues.iter_mut().for_each(|queue| queue.put(parcel.clone(), false));
        Ok(())
    }
}
