//! The door through which fuzzing comes in, and the counting of what messages cost.

use bytes::{Bytes, BytesMut};
use tidings_wire::link::Message;

use crate::{
    decode::decode as read,
    envelope::{self, Unwritable},
    opaque::Frames,
};

/// Writes a message as the bytes of a transfer.
///
/// # Errors
/// What AMQP cannot say.
pub fn encode(message: &Message) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    envelope::write(message, &mut bytes).map_err(|Unwritable(why)| why.to_owned())?;
    Ok(bytes)
}

/// Reads the bytes of a transfer.
///
/// # Errors
/// Why they are no message.
pub fn decode(bytes: &[u8]) -> Result<Message, String> {
    read(&Bytes::copy_from_slice(bytes)).map(|decoded| decoded.message)
}

/// What a peer sends, as the client gets it: as far as its frames are whole and agreed on.
pub fn passed(bytes: &[u8]) -> BytesMut {
    let mut frames = Frames::default();
    frames.came.extend_from_slice(bytes);
    // What went before a frame that nobody agreed on has passed.
    drop(frames.pass());
    frames.ready
}

/// Writes a message in the words of AMQP, and reads it as a link does; an empty one if it cannot be written.
pub fn read_again(message: Message) -> Message {
    encode(&message).ok().and_then(|bytes| decode(&bytes).ok()).unwrap_or_default()
}
