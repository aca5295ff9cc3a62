//! The door through which fuzzing comes in.

use tidings_wire::link::Message;

/// Reads a message as a link does.
pub fn read(message: crate::envelope::Ingoing) -> Message {
    crate::envelope::read(message)
}
