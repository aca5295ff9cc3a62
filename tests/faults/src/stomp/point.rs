use tidings_stomp::codec::{Command, Frame};

use crate::network::{self, Listed, Then};

/// Where something is said between a process and the broker, so that it can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Point {
    /// A socket is opened.
    Dial,
    /// `CONNECT`.
    Connect,
    /// `CONNECTED`.
    Connected,
    /// `SUBSCRIBE`.
    Subscribe,
    /// `UNSUBSCRIBE`.
    Unsubscribe,
    /// `SEND` of an event.
    Send,
    /// `SEND` of a copy for a later attempt.
    Copy,
    /// `SEND` of a dead letter.
    DeadLetter,
    /// `SEND` to management.
    Request,
    /// `RECEIPT`.
    Receipt,
    /// `MESSAGE` with an event.
    Message,
    /// `MESSAGE` with an answer of management.
    Reply,
    /// `ACK`.
    Ack,
    /// `DISCONNECT`.
    Disconnect,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strike {
    /// The process ends before it is said.
    CrashBefore,
    /// The process ends after it has arrived.
    CrashAfter,
    /// The connection drops before it arrives.
    CutBefore,
    /// The connection drops after it has arrived.
    CutAfter,
    /// Half of it arrives, then the connection drops; of a socket: it is refused.
    Half,
    /// It comes late, and so does all behind it.
    Late,
    /// From now on nothing reaches the broker, and nobody is told.
    Mute,
    /// From now on nothing reaches the process, and nobody is told.
    Deaf,
    /// The broker restarts before it arrives.
    RestartBefore,
    /// The broker restarts after it has arrived.
    RestartAfter,
}

impl Point {
    /// What a frame of a process is.
    pub(super) fn of_frame(frame: &Frame) -> Option<Self> {
        let destination = || frame.header("destination").unwrap_or_default();
        Some(match frame.command {
            Command::Connect | Command::Stomp => Self::Connect,
            Command::Subscribe => Self::Subscribe,
            Command::Unsubscribe => Self::Unsubscribe,
            Command::Ack | Command::Nack => Self::Ack,
            Command::Disconnect => Self::Disconnect,
            Command::Send if destination() == super::session::MANAGEMENT => Self::Request,
            Command::Send if frame.header("dead_letter_reason").is_some() => Self::DeadLetter,
            Command::Send if destination().contains("::") => Self::Copy,
            Command::Send => Self::Send,
            _ => return None,
        })
    }

    /// What a frame of the broker is.
    pub(super) fn of_said(said: &super::said::Said) -> Option<Self> {
        let is_answer = |message: &crate::model::Message| {
            message.payload.application.iter().any(|(name, _)| name == "_AMQ_OperationSucceeded")
        };
        Some(match (said.command, &said.message) {
            (Command::Connected, _) => Self::Connected,
            (Command::Receipt, _) => Self::Receipt,
            (Command::Message, Some(given)) if is_answer(&given.message) => Self::Reply,
            (Command::Message, _) => Self::Message,
            _ => return None,
        })
    }
}

impl Listed for Point {
    const ALL: &'static [Self] = &[
        Self::Dial,
        Self::Connect,
        Self::Connected,
        Self::Subscribe,
        Self::Unsubscribe,
        Self::Send,
        Self::Copy,
        Self::DeadLetter,
        Self::Request,
        Self::Receipt,
        Self::Message,
        Self::Reply,
        Self::Ack,
        Self::Disconnect,
    ];

    fn index(self) -> usize {
        self as usize
    }
}

impl network::Point for Point {
    fn span(self) -> u64 {
        match self {
            Self::Send | Self::Receipt | Self::Message | Self::Ack => 40,
            Self::Request | Self::Reply => 24,
            Self::Copy | Self::Dial | Self::Connect | Self::Connected => 12,
            Self::Subscribe => 8,
            Self::DeadLetter | Self::Unsubscribe => 3,
            Self::Disconnect => 4,
        }
    }
}

impl Listed for Strike {
    const ALL: &'static [Self] = &[
        Self::CrashBefore,
        Self::CrashAfter,
        Self::CutBefore,
        Self::CutAfter,
        Self::Half,
        Self::Late,
        Self::Mute,
        Self::Deaf,
        Self::RestartBefore,
        Self::RestartAfter,
    ];

    fn index(self) -> usize {
        self as usize
    }
}

/// What is left of a strike for when the frame has arrived.
pub(super) fn after(strike: Strike) -> Then {
    match strike {
        Strike::CrashAfter => Then::Crash,
        Strike::CutAfter | Strike::Half => Then::Cut,
        Strike::RestartAfter => Then::Restart,
        _ => Then::Nothing,
    }
}
