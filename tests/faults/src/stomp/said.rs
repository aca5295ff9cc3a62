use std::sync::Arc;

use bytes::Bytes;
use tidings_stomp::codec::{Command, Frame};

use crate::model::{Message, Target};

/// What the broker writes.
#[derive(Debug)]
pub(super) struct Said {
    /// What it is.
    pub(super) command: Command,
    /// The message in it.
    pub(super) message: Option<Delivered>,
    /// What it confirms.
    pub(super) receipt: Option<String>,
    /// As it is written.
    pub(super) bytes: Bytes,
}

/// A message on its way to a process.
#[derive(Debug)]
pub(crate) struct Delivered {
    pub(super) queue: Arc<str>,
    pub(super) message: Message,
    /// How many of the queue its consumer has not settled, this one included.
    pub(super) unsettled: usize,
}

/// A message that the broker has taken.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) receipt: Option<String>,
    pub(super) target: Target,
    pub(super) message: Message,
}

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// By a `DISCONNECT`.
    Politely,
    /// By an `ERROR`, or by the broker's will.
    Refused,
}

/// What came in.
#[derive(Debug)]
pub(super) enum Heard {
    /// A frame.
    Frame(Frame),
    /// No STOMP.
    Nonsense,
}
