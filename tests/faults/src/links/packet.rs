//! What travels on the wires.

use std::sync::Arc;

use crate::{
    model::{ConsumerId, DeliveryId, Message, Refusal, Settle, Source, Target, Time, Verdict},
    network::{Then, Wire},
};

/// Something that the broker answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Question(pub(super) u64);

/// From a process to the broker.
#[derive(Debug)]
pub(crate) enum Up {
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
pub(crate) enum Down {
    Answer(Question, Answer),
    Delivery(ConsumerId, Given),
    ReceiverClosed(ConsumerId, Refusal),
    Lost(Refusal),
}

/// What the broker answers.
#[derive(Debug)]
pub(crate) enum Answer {
    Done,
    Consumer(ConsumerId, Arc<str>),
    Decided(Verdict),
    Refused(Refusal),
}

/// A delivery on its way.
#[derive(Debug)]
pub(crate) struct Given {
    pub(super) delivery: DeliveryId,
    pub(super) message: Message,
    pub(super) redelivered: bool,
}

/// What happens at a time, beside what happens on every network.
#[derive(Debug)]
pub(crate) enum Packet {
    /// One arrives at the broker; the answer to it is so late.
    Up(Wire, Up, Then, Time),
    /// One arrives at the process.
    Down(Wire, Down, Then),
    /// The process notices that a connection is gone, perhaps by its silence.
    Lost(Wire, &'static str, bool),
}
