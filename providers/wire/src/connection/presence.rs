use std::collections::BTreeMap;

use tokio::sync::watch;

use crate::supervisor::Epoch;

/// Which queues this process receives from, by full name, and since which epoch.
///
/// Senders follow it: one to a volatile queue comes and goes with the queue's receiver, and one to an address
/// waits, in a new epoch, until this process' own listeners are there again, since a broker confirms what nobody hears.
#[derive(Debug)]
pub(crate) struct Presence(watch::Sender<BTreeMap<String, Receiver>>);

#[derive(Debug)]
struct Receiver {
    address: String,
    reach: Reach,
    since: Option<Epoch>,
    // Which in the order of those that are not received from any more.
    forgotten: Option<u64>,
}

/// How many queues are remembered that are not received from any more: their names may never end.
const FORGOTTEN: usize = 256;

/// Who can send to a queue alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Whoever knows its name.
    ByName,
    /// Nobody: it has no name of its own.
    Nobody,
}

impl Default for Presence {
    fn default() -> Self {
        Self(watch::channel(BTreeMap::new()).0)
    }
}

impl Presence {
    /// A queue of an address is received from.
    pub(crate) fn arrived(&self, queue: &str, address: &str, epoch: Epoch, reach: Reach) {
        let receiver = Receiver { address: address.to_owned(), reach, since: Some(epoch), forgotten: None };
        self.0.send_modify(|receivers| {
            receivers.insert(queue.to_owned(), receiver);
        });
    }

    /// A queue is not received from for now.
    pub(crate) fn left(&self, queue: &str) {
        self.0.send_modify(|receivers| {
            if let Some(receiver) = receivers.get_mut(queue) {
                receiver.since = None;
            }
        });
    }

    /// A queue will not be received from any more. That it once was is kept for a while: see [`back`](Self::back).
    pub(crate) fn forgotten(&self, queue: &str) {
        self.0.send_modify(|receivers| {
            let turn = receivers.values().filter_map(|receiver| receiver.forgotten).max().map_or(0, |last| last + 1);
            if let Some(receiver) = receivers.get_mut(queue) {
                (receiver.since, receiver.forgotten) = (None, Some(turn));
            }
            let forgotten = receivers.iter().filter_map(|(name, receiver)| Some((receiver.forgotten?, name)));
            if forgotten.clone().count() > FORGOTTEN
                && let Some(oldest) = forgotten.min().map(|(_, name)| name.clone())
            {
                receivers.remove(&oldest);
            }
        });
    }

    /// How a queue that is received from is reached; `None` if this process does not receive from it.
    pub(crate) fn of(&self, queue: &str) -> Option<Reach> {
        let receivers = self.0.borrow();
        receivers.get(queue).filter(|receiver| receiver.since.is_some()).map(|receiver| receiver.reach)
    }

    /// Waits until a queue that is there is there no more. One that this process does not receive from is another's.
    pub(crate) async fn gone(&self, queue: &str) {
        let mut watch = self.0.subscribe();
        if watch.wait_for(|receivers| is_there(receivers, queue)).await.is_ok() {
            // An error is the end of the registry, and so of everything.
            drop(watch.wait_for(|receivers| !is_there(receivers, queue)).await);
        }
    }

    /// Whether a queue was received from by this process, and is not now: a volatile one may go at any moment.
    pub(crate) fn is_away(&self, queue: &str) -> bool {
        self.0.borrow().get(queue).is_some_and(|receiver| receiver.since.is_none())
    }

    /// Waits until a queue is not away.
    pub(crate) async fn back(&self, queue: &str) {
        let is_back = |receivers: &BTreeMap<String, Receiver>| {
            receivers.get(queue).is_none_or(|receiver| receiver.since.is_some())
        };
        // An error is the end of the registry, and so of everything.
        drop(self.0.subscribe().wait_for(is_back).await);
    }

    /// Waits until every queue of an address that this process receives from is received from in this epoch.
    pub(crate) async fn complete(&self, address: &str, epoch: Epoch) {
        let complete = |receivers: &BTreeMap<String, Receiver>| {
            let mut theirs =
                receivers.values().filter(|receiver| receiver.forgotten.is_none() && receiver.address == address);
            theirs.all(|it| it.since == Some(epoch))
        };
        // As above.
        drop(self.0.subscribe().wait_for(complete).await);
    }
}

fn is_there(receivers: &BTreeMap<String, Receiver>, queue: &str) -> bool {
    receivers.get(queue).is_some_and(|receiver| receiver.since.is_some())
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn an_address_is_complete_when_each_of_its_receivers_is_back_in_the_epoch() {
        let presence = Presence::default();
        let is_complete = |epoch| presence.complete("e", Epoch(epoch)).now_or_never().is_some();
        assert!(is_complete(1), "nobody listens here");
        presence.arrived("e::a", "e", Epoch(1), Reach::ByName);
        presence.arrived("e::b", "e", Epoch(1), Reach::ByName);
        assert!(is_complete(1) && !is_complete(2));
        presence.left("e::a");
        presence.arrived("e::b", "e", Epoch(2), Reach::ByName);
        assert!(!is_complete(2));
        presence.forgotten("e::a");
        assert!(is_complete(2));
    }

    #[test]
    fn queues_without_end_keep_no_memory_without_end() {
        let presence = Presence::default();
        for n in 0..3 * FORGOTTEN {
            let queue = format!("e::{n}");
            presence.arrived(&queue, "e", Epoch(1), Reach::ByName);
            presence.forgotten(&queue);
        }
        presence.arrived("e::0", "e", Epoch(1), Reach::ByName);
        assert_eq!(presence.0.borrow().len(), FORGOTTEN + 1);
        assert!(!presence.is_away("e::1") && presence.is_away(&format!("e::{}", 3 * FORGOTTEN - 1)));
    }

    #[test]
    fn a_queue_of_another_process_never_goes() {
        let presence = Presence::default();
        let mut gone = Box::pin(presence.gone("e::a"));
        assert!(gone.as_mut().now_or_never().is_none());
        presence.arrived("e::a", "e", Epoch(1), Reach::ByName);
        assert!(gone.as_mut().now_or_never().is_none() && presence.of("e::a").is_some());
        assert!(!presence.is_away("e::a") && !presence.is_away("e::b"));
        presence.left("e::a");
        assert!(gone.as_mut().now_or_never().is_some() && presence.of("e::a").is_none());
        presence.forgotten("e::a");
        assert!(presence.is_away("e::a") && presence.back("e::a").now_or_never().is_none());
        presence.arrived("e::a", "e", Epoch(2), Reach::ByName);
        assert!(!presence.is_away("e::a") && presence.back("e::a").now_or_never().is_some());
    }
}
