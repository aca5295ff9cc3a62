//! Reads what went wrong in a conversation.

use tidings_core::{Error, ErrorKind};
use tidings_wire::link::{Condition, Fault};

use crate::codec::{DecodeError, EncodeError, Frame, Version};

/// The most of a broker's words that go into an error.
const WORDS: usize = 500;

/// The codes of RabbitMQ, names of AMQP 0-9-1, that are told apart.
const RABBIT: [&str; 3] = ["access_refused", "not_found", "precondition_failed"];

/// Where Artemis shows the whole event with its headers, in place of a cause: nothing for logs.
const SHOWN: &str = " CoreMessage[";

/// What an `ERROR` frame complains of.
pub(crate) fn complaint(frame: &Frame) -> Fault {
    let mut said = said(frame);
    // RabbitMQ's codes are the whole header, Artemis' stand in its words.
    let condition = match frame.header("message").filter(|word| RABBIT.contains(word)).or_else(|| code(&said)) {
        // No permission, no valid user, a security error.
        Some("AMQ229032" | "AMQ229031" | "AMQ229213" | "access_refused") => Condition::Unauthorized,
        // The address, or the disk, is full.
        Some("AMQ229102" | "AMQ229119") => Condition::Full,
        Some("AMQ229017" | "not_found") => Condition::NotFound,
        Some("precondition_failed") => Condition::Illegal,
        // An operator closed the connection, or all of a host, an address or a user; or it was closed just now.
        Some("AMQ229005" | "AMQ229107" | "AMQ229108" | "AMQ229120" | "AMQ229232" | "AMQ229250") => Condition::Gone,
        // No sign of life reached the broker in time.
        Some("AMQ229014") => Condition::Silent,
        // Artemis hides the causes of these two.
        Some("AMQ339011") => {
            said += " (without a cause: the user may lack the right `send`, or a header is too large)";
            Condition::Unexplained
        }
        Some("AMQ339016") => {
            said += " (without a cause: the user may lack the right `consume`, or `createNonDurableQueue`)";
            Condition::Other
        }
        _ => Condition::Other,
    };
    Fault::new(condition, said)
}

/// The words of an `ERROR` frame: its header `message`, and its body where that says more.
fn said(frame: &Frame) -> String {
    let short = frame.header("message").unwrap_or_default();
    let long = String::from_utf8_lossy(&frame.body);
    let long = long.trim();
    let said = match (short.is_empty(), long.is_empty() || long.contains(short) || short.contains(long)) {
        (true, _) => long.to_owned(),
        (false, true) if long.len() > short.len() => long.to_owned(),
        (false, true) => short.to_owned(),
        (false, false) => format!("{short}: {long}"),
    };
    let said = said.split(SHOWN).next().unwrap_or_default();
    if said.is_empty() { "an ERROR without a word".to_owned() } else { said.chars().take(WORDS).collect() }
}

/// The broker's code that comes last: an outer one says what failed, an inner one why.
fn code(said: &str) -> Option<&str> {
    let (at, _) = said.rmatch_indices("AMQ").find(|(at, _)| {
        said.get(at + 3..at + 9).is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
    })?;
    said.get(at..at + 9)
}

/// What the peer wrote is no STOMP that can be read.
pub(crate) fn unreadable(error: &DecodeError) -> Fault {
    match error {
        DecodeError::Io(error) => Fault::gone(error.to_string()),
        DecodeError::Truncated => Fault::gone(error.to_string()),
        DecodeError::FrameTooLarge { .. } | DecodeError::HeadTooLarge { .. } | DecodeError::TooManyHeaders { .. } => {
            Fault::new(Condition::TooLarge, error.to_string())
        }
        other => Fault::new(Condition::Other, other.to_string()),
    }
}

/// A frame that cannot be written; nothing of it was.
pub(crate) fn unwritable(error: &EncodeError) -> Fault {
    Fault::new(Condition::Other, error.to_string())
}

/// A frame that the protocol does not have at this place.
pub(crate) fn unexpected(frame: &Frame) -> Fault {
    Fault::new(Condition::Other, format!("the broker sent a {} frame that nobody expects", frame.command))
}

/// A frame lacks a header that it must have.
pub(crate) fn lacking(frame: &Frame, header: &'static str) -> Fault {
    Fault::new(Condition::Other, format!("a {} frame has no header `{header}`", frame.command))
}

/// The answer to a login was an `ERROR`.
pub(crate) fn refused(frame: &Frame) -> Error {
    let fault = complaint(frame);
    // The connection ended while it logged in, which is about no user.
    if matches!(fault.condition, Condition::Gone | Condition::Silent) {
        return fault.into_error("log in");
    }
    match code(&fault.said) {
        Some("AMQ339002") => Error::new(ErrorKind::Protocol, "log in")
            .with("broker", &fault)
            .with_remedy("the broker must speak STOMP 1.2, as Artemis, ActiveMQ Classic and RabbitMQ do"),
        _ => Error::new(ErrorKind::Credentials, "log in")
            .with("broker", &fault)
            .with_remedy("check user and password, and whether the user may connect"),
    }
}

/// The broker speaks an older version only.
pub(crate) fn old(version: Version) -> Error {
    Error::new(ErrorKind::Protocol, "log in")
        .with("version", version)
        .with_remedy("the broker must speak STOMP 1.2, as Artemis, ActiveMQ Classic and RabbitMQ do")
}

/// The answer to a login was no STOMP.
pub(crate) fn foreign(error: &DecodeError) -> Error {
    match error {
        DecodeError::Io(_) | DecodeError::Truncated => {
            Error::new(ErrorKind::Disconnected, "log in").with("problem", error)
        }
        _ => Error::new(ErrorKind::Protocol, "log in")
            .with("problem", error)
            .with_remedy("is this the STOMP port? the answer was in another protocol"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Command;
    use tidings_wire::window::Blame;

    fn frame(message: &str, body: &'static str) -> Frame {
        Frame::new(Command::Error).with_header("message", message).with_text(body)
    }

    #[test]
    fn the_words_of_the_broker_are_kept_once_and_its_innermost_code_counts() {
        let fault = complaint(&frame("AMQ339031 Error handling send", ""));
        assert_eq!((fault.condition, fault.said.as_str()), (Condition::Other, "AMQ339031 Error handling send"));
        let words = "AMQ339016 Error creating subscription 1: AMQ229032: User: u does not have permission='CONSUME'";
        assert_eq!(complaint(&frame("AMQ339016", words)).condition, Condition::Unauthorized);
        assert_eq!(complaint(&frame("AMQ339016", words)).said, words);
        assert_eq!(complaint(&frame("", "")).said, "an ERROR without a word");
        let shown = "AMQ339011 Error sending message CoreMessage[messageID=68, properties=[session=topsecret]]";
        let fault = complaint(&frame("AMQ339011", shown));
        assert!(fault.said.contains("`send`") && !fault.said.contains("topsecret"), "{}", fault.said);
        assert_eq!(complaint(&frame("short", "and long")).said, "short: and long");
    }

    #[test]
    fn a_connection_that_an_operator_closed_is_gone_and_no_matter_of_rights() {
        let fault = complaint(&frame("AMQ229108: connections for user admin closed by management", ""));
        assert_eq!((fault.condition, fault.blame()), (Condition::Gone, Blame::Nobody));
        for code in ["AMQ229005", "AMQ229107", "AMQ229120", "AMQ229232", "AMQ229250"] {
            let words = format!("AMQ339016 Error creating subscription 1: {code}: it is closed");
            assert_eq!(complaint(&frame(&words, "")).condition, Condition::Gone, "{code}");
        }
    }

    #[test]
    fn a_login_that_is_refused_is_about_the_credentials_but_for_the_version() {
        let error = refused(&frame("Security Error occurred: User name [u] or password is invalid", ""));
        assert!(error.kind() == ErrorKind::Credentials && !error.is_retryable());
        let closed = refused(&frame("AMQ229108: connections for user u closed by management", ""));
        assert!(closed.kind() == ErrorKind::Disconnected && closed.is_retryable());
        let silent = refused(&frame("AMQ229014: Did not receive data within the 2000ms connection TTL.", ""));
        assert!(silent.kind() == ErrorKind::Timeout && silent.is_retryable());
        assert_eq!(refused(&frame("AMQ339002 Stomp versions not supported", "")).kind(), ErrorKind::Protocol);
    }
}
