use std::fmt;

/// What a frame is for: the first line of each frame.
///
/// # Source
/// STOMP 1.2, "Frames and Headers" and the two chapters of client and server frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// The client opens the conversation.
    Connect,
    /// As [`Connect`](Self::Connect), under the name that 1.1 added.
    Stomp,
    /// The client sends a message.
    Send,
    /// The client asks for the messages of a destination.
    Subscribe,
    /// The client wants no more of them.
    Unsubscribe,
    /// The client has a message, or a row of them.
    Ack,
    /// The client could not use a message.
    Nack,
    /// The client begins a transaction.
    Begin,
    /// The client ends a transaction for good.
    Commit,
    /// The client takes a transaction back.
    Abort,
    /// The client is about to close the connection.
    Disconnect,
    /// The server accepts the conversation.
    Connected,
    /// The server delivers a message.
    Message,
    /// The server has done what a frame asked for.
    Receipt,
    /// The server could not, and most often closes the connection.
    Error,
}

impl Command {
    /// Every command.
    pub const ALL: [Self; 15] = [
        Self::Connect,
        Self::Stomp,
        Self::Send,
        Self::Subscribe,
        Self::Unsubscribe,
        Self::Ack,
        Self::Nack,
        Self::Begin,
        Self::Commit,
        Self::Abort,
        Self::Disconnect,
        Self::Connected,
        Self::Message,
        Self::Receipt,
        Self::Error,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connect => "CONNECT",
            Self::Stomp => "STOMP",
            Self::Send => "SEND",
            Self::Subscribe => "SUBSCRIBE",
            Self::Unsubscribe => "UNSUBSCRIBE",
            Self::Ack => "ACK",
            Self::Nack => "NACK",
            Self::Begin => "BEGIN",
            Self::Commit => "COMMIT",
            Self::Abort => "ABORT",
            Self::Disconnect => "DISCONNECT",
            Self::Connected => "CONNECTED",
            Self::Message => "MESSAGE",
            Self::Receipt => "RECEIPT",
            Self::Error => "ERROR",
        }
    }

    /// The command of this name, in upper case as the protocol has it.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.name().as_bytes() == name)
    }

    /// Whether frames of this command may have a body: `SEND`, `MESSAGE` and `ERROR`.
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Send | Self::Message | Self::Error)
    }

    /// Whether this command opens a conversation, by either side: its headers are never escaped.
    pub const fn is_opening(self) -> bool {
        matches!(self, Self::Connect | Self::Stomp | Self::Connected)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
