//! The door through which fuzzing comes in, and the counting of what messages cost.

use std::time::Duration;

use tidings_core::{
    Error,
    envelope::{Encoded, Envelope},
    event::{EventInfo, EventRef},
    provider::Content,
    runtime::Runtime,
};

use crate::{
    envelope::{self, Expected},
    link::Message,
};

/// The message of an envelope.
///
/// # Errors
/// What cannot be encoded.
pub fn make(envelope: &Envelope) -> Result<Message, Error> {
    envelope::write(envelope, None)
}

/// What is in a message that came to a listener of an event.
pub fn open(message: Message, event: EventRef) -> Content {
    let expected = Expected { event, runtime: Runtime::system(), body_bytes: usize::MAX, header_bytes: usize::MAX };
    envelope::read(Ok(message), &expected)
}

/// Reads a message as a listener's queue and its dead letters do, and writes it again.
pub fn read(message: Message) -> usize {
    let expected = Expected {
        event: EventInfo::external("order.placed").into(),
        runtime: Runtime::system(),
        body_bytes: 256,
        header_bytes: 256,
    };
    let content = envelope::read(Ok(message), &expected);
    let read = match &content {
        Content::Encoded(envelope) => envelope,
        Content::Unreadable { envelope, reason } => {
            assert!(!reason.is_empty(), "it says why");
            envelope
        }
        _ => return 0,
    };
    written(read)
}

/// What was read can be written, or is refused with a reason; it is read again as the same event.
fn written(envelope: &Envelope<Encoded>) -> usize {
    let Ok(message) = envelope::write(envelope, Some("id")) else { return 1 };
    let expected = Expected {
        event: envelope.head().event_ref().clone(),
        runtime: Runtime::system(),
        body_bytes: usize::MAX,
        header_bytes: usize::MAX,
    };
    let again = envelope::read_dead_letter(Ok(message), &expected);
    assert_eq!((again.id(), again.attempt(), again.replay()), (envelope.id(), envelope.attempt(), envelope.replay()));
    assert_eq!(again.delay(), None::<Duration>);
    2
}
