use std::sync::Arc;

use tidings_core::{envelope::Parcel, provider::Outcome};
use tokio::time::Instant;

use super::{
    after::After,
    queue::Queue,
    waiting::{Destination, Waiting, WaitingOffer},
};

/// What is at an address.
#[derive(Default)]
pub(super) struct State {
    pub(super) queues: Vec<Queue>,
    pub(super) waiting: Waiting,
    /// How many events ever came.
    pub(super) came: u64,
    /// Whether the log has said that nobody listens, since somebody last did.
    is_said: bool,
}

/// Whether an offer can be put where it goes.
pub(super) enum Room {
    Free,
    Full,
    /// There is no such queue, or none at all.
    Nobody,
}

impl Room {
    /// For whom a full queue makes an exception.
    pub(super) fn even_if_full(self) -> Self {
        if matches!(self, Self::Full) { Self::Free } else { self }
    }
}

impl State {
    pub(super) fn queue(&mut self, id: u64) -> Option<&mut Queue> {
        self.queues.iter_mut().find(|queue| queue.id == id)
    }

    pub(super) fn room(&self, to: &Destination) -> Room {
        let free = match to {
            Destination::All(_) if self.queues.is_empty() => return Room::Nobody,
            Destination::All(_) => self.queues.iter().all(Queue::has_room),
            Destination::Queue(name) => match self.queues.iter().find(|queue| queue.name == *name) {
                Some(queue) => queue.has_room(),
                None => return Room::Nobody,
            },
        };
        if free { Room::Free } else { Room::Full }
    }

    /// Puts an event where it goes, whether there is room or not.
    #[inline]
    pub(super) fn put(&mut self, parcel: Arc<dyn Parcel>, due: Option<Instant>, to: &Destination, after: &mut After) {
        self.came += 1;
        self.is_said = false;
        let last = match to {
            Destination::All(_) => self.queues.split_last_mut().map(|(last, others)| {
                others.iter_mut().for_each(|queue| queue.push(parcel.clone(), due, after));
                last
            }),
            Destination::Queue(name) => self.queues.iter_mut().find(|queue| queue.name == *name),
        };
        match last {
            Some(queue) => queue.push(parcel, due, after),
            None => after.drop_parcel(parcel),
        }
    }

    /// Lets waiting offers in, as long as there is room for the first.
    #[cold]
    pub(super) fn admit(&mut self, address: &str, after: &mut After) {
        while let Some(front) = self.waiting.front() {
            let room = self.room(&front.to);
            if matches!(room, Room::Full) && !front.ticket.is_cancelled() {
                break;
            }
            let Some(waiting) = self.waiting.pop() else { break };
            match room {
                Room::Nobody => {
                    let outcome = self.nobody(&waiting.to, address);
                    waiting.end(Some(outcome), after);
                }
                Room::Free if waiting.ticket.take() => {
                    let WaitingOffer { parcel, due, to, ticket, waits } = waiting;
                    self.put(parcel, due, &to, after);
                    after.tell(ticket, Some(Outcome::Confirmed), waits);
                }
                Room::Free | Room::Full => waiting.end(None, after),
            }
        }
    }

    /// What becomes of an offer that no queue would get.
    #[cold]
    pub(super) fn nobody(&mut self, to: &Destination, address: &str) -> Outcome {
        if to.is_warned_of() && !std::mem::replace(&mut self.is_said, true) {
            tracing::warn!(address, "events are lost, since nobody listens to this address");
        }
        to.nobody(address)
    }

    /// The connection that has all receivers of all queues, or 0.
    pub(super) fn sole(&self) -> u64 {
        let mut links = self.queues.iter().map(|queue| {
            let mut links = queue.links();
            let first = links.next().unwrap_or(0);
            if links.all(|link| link == first) { first } else { 0 }
        });
        let first = links.next().unwrap_or(0);
        if links.all(|link| link == first) { first } else { 0 }
    }
}
