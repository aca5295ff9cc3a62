//! What travels on the wires.

use std::sync::Arc;

use crate::model::{ConsumerId, DeliveryId, Message, Refusal, Settle, Source, Target, Time, Verdict};

/// A connection as its client knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wire(pub(super) u64);

/// Something that the broker answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question(pub(super) u64);

/// From a process to the broker.
#[derive(Debug)]
pub(super) enum Up {
    Connect(Question),
    AttachSender(Question, Target),
    AttachReceiver(Question, Box<Source>),
    /// After how many deliveries it was said, and how many more there may be.
    Credit(ConsumerId, u64, u32),
    Transfer(Question, Target, Message),
    Settle(ConsumerId, Vec<DeliveryId>, Settle),
    Detach(Option<Question>, ConsumerId),
    Close(Question),
}

/// From the broker to a process.
#[derive(Debug)]
pub(super) enum Down {
    Answer(Question, Answer),
    Delivery(ConsumerId, Given),
    ReceiverClosed(ConsumerId, Refusal),
    Lost(Refusal),
}

/// What the broker answers.
#[derive(Debug)]
pub(super) enum Answer {
    Done,
    Consumer(ConsumerId, Arc<str>),
    Decided(Verdict),
    Refused(Refusal),
}

/// A delivery on its way.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) delivery: DeliveryId,
    pub(super) message: Message,
    pub(super) redelivered: bool,
}

/// What the network does at a time.
#[derive(Debug)]
pub(super) enum Task {
    /// A packet arrives at the broker.
    Up(Wire, Up, Then),
    /// A packet arrives at the process.
    Down(Wire, Down, Then),
    /// The process notices that a connection is gone.
    Lost(Wire, &'static str, bool),
    /// The broker notices that a connection is gone.
    Dropped(Wire),
    /// The process of a connection ends.
    Crash(Wire),
    /// A connection drops.
    Cut(Wire),
    /// The broker restarts.
    Restart,
}

/// What happens once a packet has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Nothing,
    Crash,
    Cut,
    Restart,
    /// The answer to it is so late.
    Late(Time),
}
