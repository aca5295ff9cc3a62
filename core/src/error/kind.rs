use std::fmt;

/// What sort of thing went wrong; `docs/errors.md` has the cause and the remedy of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The manager was shut down, or the publisher outlived it.
    Closed,
    /// The manager has not been started.
    NotStarted,
    /// Options, names or URLs that cannot work.
    Configuration,
    /// User and password, or the client's certificate, were not accepted.
    Credentials,
    /// The broker could not prove who it is: its certificate has expired, is for another host, or nobody trusts it.
    Untrusted,
    /// The broker knows the user but denies a right.
    Unauthorized,
    /// No connection to the broker, or it was lost.
    Disconnected,
    /// The other side speaks another protocol, or breaks the rules of ours.
    Protocol,
    /// The time limit passed.
    Timeout,
    /// A queue, an address or a buffer has no room.
    Full,
    /// A body, a header or all headers together exceed their limit.
    TooLarge,
    /// A header name or value that cannot be sent.
    InvalidHeader,
    /// A pipeline refused the event, or did not run the rest.
    Refused,
    /// The event could not be encoded.
    Encode,
    /// A body could not be decoded.
    Undecodable,
    /// A durable event that no queue would get.
    Unroutable,
    /// Something on the broker exists with other properties.
    Conflict,
    /// A queue, a listener or a dead letter that does not exist.
    NotFound,
    /// The provider cannot do what was asked.
    Unsupported,
    /// The broker refused the event and said why.
    Rejected,
    /// A service could not be constructed, started or stopped.
    Construction,
    /// What user code handed over failed.
    Listener,
    /// Tidings itself is at fault.
    Internal,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 23] = [
        Self::Closed,
        Self::NotStarted,
        Self::Configuration,
        Self::Credentials,
        Self::Untrusted,
        Self::Unauthorized,
        Self::Disconnected,
        Self::Protocol,
        Self::Timeout,
        Self::Full,
        Self::TooLarge,
        Self::InvalidHeader,
        Self::Refused,
        Self::Encode,
        Self::Undecodable,
        Self::Unroutable,
        Self::Conflict,
        Self::NotFound,
        Self::Unsupported,
        Self::Rejected,
        Self::Construction,
        Self::Listener,
        Self::Internal,
    ];

    /// Whether the same operation may succeed later without anybody changing anything.
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::Disconnected | Self::Timeout | Self::Full)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "closed",
            Self::NotStarted => "not started",
            Self::Configuration => "configuration",
            Self::Credentials => "wrong credentials",
            Self::Untrusted => "not trusted",
            Self::Unauthorized => "not authorized",
            Self::Disconnected => "disconnected",
            Self::Protocol => "protocol error",
            Self::Timeout => "timed out",
            Self::Full => "full",
            Self::TooLarge => "too large",
            Self::InvalidHeader => "invalid header",
            Self::Refused => "refused",
            Self::Encode => "not encodable",
            Self::Undecodable => "not decodable",
            Self::Unroutable => "unroutable",
            Self::Conflict => "conflict",
            Self::NotFound => "not found",
            Self::Unsupported => "not supported",
            Self::Rejected => "rejected",
            Self::Construction => "the service failed",
            Self::Listener => "listener failed",
            Self::Internal => "internal error",
        })
    }
}
