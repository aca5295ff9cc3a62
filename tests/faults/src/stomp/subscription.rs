use std::collections::BTreeMap;

use tidings_stomp::codec::Frame;

use crate::model::{ConsumerId, DeliveryId};

/// How much is given ahead where a `SUBSCRIBE` does not say.
const WINDOW_BYTES: i64 = 10_240;

/// How messages are acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AckMode {
    /// By being sent.
    Auto,
    /// All up to one.
    Client,
    /// One by one.
    Individual,
}

/// Somebody who consumes, and how much he may still be given.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) consumer: ConsumerId,
    /// The address of its queue.
    pub(super) address: String,
    pub(super) mode: AckMode,
    /// The most bytes of frames ahead of acknowledgements; none is one frame, less is any number.
    size: i64,
    ahead: i64,
    unacknowledged: BTreeMap<DeliveryId, i64>,
}

impl Subscription {
    pub(super) fn new(consumer: ConsumerId, address: String, frame: &Frame) -> Self {
        let mode = match frame.header("ack") {
            Some("client") => AckMode::Client,
            Some("client-individual") => AckMode::Individual,
            _ => AckMode::Auto,
        };
        let said = frame.header("consumer-window-size").or_else(|| frame.header("activemq.prefetchSize"));
        let size = said.and_then(|size| size.parse().ok()).unwrap_or(WINDOW_BYTES);
        Self { consumer, address, mode, size, ahead: 0, unacknowledged: BTreeMap::new() }
    }

    /// Whether another frame may be given: the last one may go beyond the window.
    pub(super) fn has_room(&self) -> bool {
        match self.size {
            0 => self.unacknowledged.is_empty(),
            size => size < 0 || self.ahead < size,
        }
    }

    /// A frame of so many bytes is given.
    pub(super) fn given(&mut self, delivery: DeliveryId, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.ahead = self.ahead.saturating_add(bytes);
        self.unacknowledged.insert(delivery, bytes);
    }

    /// What an acknowledgement of this delivery settles; nothing if it is not known.
    pub(super) fn settle(&mut self, delivery: DeliveryId) -> Vec<DeliveryId> {
        if !self.unacknowledged.contains_key(&delivery) {
            return Vec::new();
        }
        let settled: Vec<_> = match self.mode {
            AckMode::Client => self.unacknowledged.range(..=delivery).map(|(id, _)| *id).collect(),
            AckMode::Auto | AckMode::Individual => vec![delivery],
        };
        for id in &settled {
            self.ahead -= self.unacknowledged.remove(id).unwrap_or(0);
        }
        settled
    }
}

#[cfg(test)]
mod tests {
    use tidings_stomp::codec::Command;

    use super::*;

    /// How many frames of 325 bytes are in flight without an acknowledgement.
    fn in_flight(window: Option<&str>) -> usize {
        let frame = Frame::new(Command::Subscribe).with_header("ack", "client-individual");
        let frame = window.map_or(frame.clone(), |window| frame.with_header("consumer-window-size", window));
        let mut subscription = Subscription::new(ConsumerId(1), "a".into(), &frame);
        (0..300)
            .take_while(|n| subscription.has_room().then(|| subscription.given(DeliveryId(*n), 325)).is_some())
            .count()
    }

    #[test]
    fn a_window_lets_as_many_frames_through_as_artemis_was_seen_to() {
        let seen =
            [(None, 32), (Some("0"), 1), (Some("1"), 1), (Some("500"), 2), (Some("1000"), 4), (Some("5000"), 16)];
        for (window, frames) in seen {
            assert_eq!(in_flight(window), frames, "{window:?}");
        }
        assert_eq!(in_flight(Some("-1")), 300);
    }

    #[test]
    fn an_acknowledgement_of_a_client_settles_all_before_it() {
        let frame = Frame::new(Command::Subscribe).with_header("ack", "client");
        let mut subscription = Subscription::new(ConsumerId(1), "a".into(), &frame);
        (1..=4).for_each(|n| subscription.given(DeliveryId(n), 100));
        assert_eq!(subscription.settle(DeliveryId(3)), [1, 2, 3].map(DeliveryId));
        assert_eq!((subscription.settle(DeliveryId(3)), subscription.ahead), (Vec::new(), 100));
    }
}
