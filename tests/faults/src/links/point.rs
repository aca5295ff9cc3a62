use crate::network::{self, Listed};

/// Where something is said between a process and the broker, so that it can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Point {
    /// A connection is opened.
    Connect,
    /// A link that sends is attached.
    AttachSender,
    /// A link that receives is attached.
    AttachReceiver,
    /// Credit is given.
    Credit,
    /// An event is transferred.
    Transfer,
    /// A copy for a later attempt is transferred.
    Copy,
    /// A dead letter is transferred.
    DeadLetter,
    /// The broker says what it decided about a transfer.
    Outcome,
    /// The broker gives a message.
    Delivery,
    /// Deliveries are settled.
    Settle,
    /// A link is left.
    Detach,
    /// A connection is closed.
    Close,
    /// Management is asked.
    Request,
    /// Management answers.
    Reply,
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
    /// What follows from it comes late.
    Late,
    /// What follows from it comes later than anybody waits.
    TooLate,
    /// The broker restarts before it arrives.
    RestartBefore,
    /// The broker restarts after it has arrived.
    RestartAfter,
}

impl Listed for Point {
    const ALL: &'static [Self] = &[
        Self::Connect,
        Self::AttachSender,
        Self::AttachReceiver,
        Self::Credit,
        Self::Transfer,
        Self::Copy,
        Self::DeadLetter,
        Self::Outcome,
        Self::Delivery,
        Self::Settle,
        Self::Detach,
        Self::Close,
        Self::Request,
        Self::Reply,
    ];

    fn index(self) -> usize {
        self as usize
    }
}

impl network::Point for Point {
    fn span(self) -> u64 {
        match self {
            Self::Transfer | Self::Outcome | Self::Delivery => 60,
            Self::Settle | Self::Credit => 40,
            Self::Request | Self::Reply => 24,
            Self::Copy => 12,
            Self::DeadLetter | Self::AttachSender | Self::AttachReceiver => 4,
            Self::Connect | Self::Detach | Self::Close => 2,
        }
    }
}

impl Listed for Strike {
    const ALL: &'static [Self] = &[
        Self::CrashBefore,
        Self::CrashAfter,
        Self::CutBefore,
        Self::CutAfter,
        Self::Late,
        Self::TooLate,
        Self::RestartBefore,
        Self::RestartAfter,
    ];

    fn index(self) -> usize {
        self as usize
    }
}
