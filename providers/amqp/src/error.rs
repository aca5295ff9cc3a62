//! Reads the errors of fe2o3-amqp.

use fe2o3_amqp::{
    connection::{self, ConnectionStopReason, OpenError},
    link::{
        DispositionError, IllegalLinkStateError, LinkStateError, ReceiverAttachError, RecvError, SendError,
        SenderAttachError, SessionStopReason,
    },
    session::BeginError,
    types::{
        definitions::{AmqpError, ConnectionError, Error as Peer, ErrorCondition, LinkError},
        sasl::SaslCode,
    },
};
use tidings_core::{Error, ErrorKind};
use tidings_wire::link::{Condition, Fault};

/// What the peer complained of.
pub(crate) fn peer(error: &Peer) -> Fault {
    let condition = match &error.condition {
        ErrorCondition::AmqpError(error) => match error {
            AmqpError::UnauthorizedAccess => Condition::Unauthorized,
            AmqpError::NotFound => Condition::NotFound,
            AmqpError::ResourceDeleted => Condition::Deleted,
            AmqpError::ResourceLimitExceeded => Condition::Full,
            AmqpError::IllegalState | AmqpError::PreconditionFailed | AmqpError::ResourceLocked => Condition::Illegal,
            _ => Condition::Other,
        },
        // An operator closed it, or the broker stops.
        ErrorCondition::ConnectionError(ConnectionError::ConnectionForced) => Condition::Gone,
        ErrorCondition::LinkError(LinkError::MessageSizeExceeded) => Condition::TooLarge,
        ErrorCondition::LinkError(LinkError::DetachForced) => Condition::Gone,
        _ => Condition::Other,
    };
    let said = match &error.description {
        Some(description) => description.clone(),
        None => format!("{:?}", error.condition),
    };
    Fault::new(condition, said)
}

/// Whether a broker that is about to stop refused a transfer for that alone: Artemis then has no ids for messages.
pub(crate) fn is_stopping(error: &Peer) -> bool {
    error.description.as_deref().is_some_and(|said| said.starts_with("AMQ229257"))
}

fn stopped(reason: &ConnectionStopReason) -> Fault {
    match reason {
        ConnectionStopReason::RemoteClosedWithError(error) | ConnectionStopReason::ClosedWithError(error) => {
            peer(error)
        }
        ConnectionStopReason::Closed => Fault::gone("the connection is closed"),
        ConnectionStopReason::RemoteClosed => Fault::gone("the broker closed the connection"),
    }
}

fn session(reason: &SessionStopReason) -> Fault {
    match reason {
        SessionStopReason::EndedWithError(error) | SessionStopReason::RemoteEndedWithError(error) => peer(error),
        SessionStopReason::ConnectionStopped(reason) => stopped(reason),
        SessionStopReason::Ended | SessionStopReason::RemoteEnded => Fault::gone("the session has ended"),
    }
}

pub(crate) fn link(error: &LinkStateError) -> Fault {
    match error {
        LinkStateError::SessionStopped(reason) => session(reason),
        LinkStateError::RemoteDetachedWithError(error) | LinkStateError::RemoteClosedWithError(error) => peer(error),
        other => Fault::gone(other.to_string()),
    }
}

pub(crate) fn begin(error: &BeginError) -> Fault {
    match error {
        BeginError::ConnectionStopped(reason) => stopped(reason),
        BeginError::RemoteEndedWithError(error) => peer(error),
        BeginError::LocalChannelMaxReached => Fault::new(Condition::Full, "no session is left on the connection"),
        other => Fault::gone(other.to_string()),
    }
}

pub(crate) fn attach_sender(error: &SenderAttachError) -> Fault {
    match error {
        SenderAttachError::SessionStopped(reason) => session(reason),
        SenderAttachError::RemoteClosedWithError(error) => peer(error),
        other => Fault::gone(other.to_string()),
    }
}

pub(crate) fn attach_receiver(error: &ReceiverAttachError) -> Fault {
    match error {
        ReceiverAttachError::SessionStopped(reason) => session(reason),
        ReceiverAttachError::RemoteClosedWithError(error) => peer(error),
        other => Fault::gone(other.to_string()),
    }
}

pub(crate) fn send(error: &SendError) -> Fault {
    match error {
        SendError::LinkStateError(error) => link(error),
        SendError::MessageSizeExceeded(size) => Fault::new(Condition::TooLarge, size.to_string()),
        other => Fault::gone(other.to_string()),
    }
}

pub(crate) fn receive(error: &RecvError) -> Fault {
    match error {
        RecvError::LinkStateError(error) => link(error),
        other => Fault::gone(other.to_string()),
    }
}

pub(crate) fn settle(error: &DispositionError) -> Fault {
    match error {
        DispositionError::SessionStopped(reason) => session(reason),
        other => Fault::gone(other.to_string()),
    }
}

pub(crate) fn flow(error: &IllegalLinkStateError) -> Fault {
    Fault::gone(format!("{error:?}"))
}

/// Why a connection that was open has ended.
pub(crate) fn closed(error: &connection::Error) -> Fault {
    match error {
        connection::Error::RemoteClosedWithError(error) => peer(error),
        other => Fault::gone(other.to_string()),
    }
}

/// Why a connection could not be opened.
pub(crate) fn open(error: OpenError) -> Error {
    let failed = |kind| Error::new(kind, "log in");
    match &error {
        OpenError::SaslError { code, .. } => match code {
            SaslCode::Auth => failed(ErrorKind::Credentials)
                .with_remedy("check user and password, or what the broker makes of the certificate"),
            SaslCode::SysTemp => failed(ErrorKind::Disconnected).with_source(error),
            _ => failed(ErrorKind::Protocol).with_source(error),
        },
        OpenError::RemoteClosedWithError(remote) => peer(remote).into_error("log in"),
        OpenError::Io(_) | OpenError::RemoteClosed | OpenError::TransportError(_) | OpenError::IllegalState => {
            failed(ErrorKind::Disconnected).with_source(error)
        }
        _ => failed(ErrorKind::Protocol).with_source(error).with_remedy(
            "is this the AMQP port? the answer was in another protocol, such as TLS, which `amqps://` speaks, or the \
                 broker does not offer this way to log in",
        ),
    }
}
