//! Writing frames.

mod error;
mod line;
mod writer;

pub use error::EncodeError;
pub use line::HeaderLine;
pub use writer::FrameWriter;

use bytes::BytesMut;

use crate::codec::{
    frame::{CONTENT_LENGTH, Frame},
    version::Version,
};

/// What to write when there is nothing else to say: one line end.
pub const HEART_BEAT: &[u8] = b"\n";

/// Writes a frame behind what is in the buffer; the buffer is unchanged where it cannot.
pub(super) fn encode(frame: &Frame, version: Version, buffer: &mut BytesMut) -> Result<(), EncodeError> {
    let mut lengths = frame.headers.iter().filter(|(name, _)| *name == CONTENT_LENGTH);
    let length = lengths.next().map(|(_, value)| value.parse());
    let wrong = length.as_ref().is_some_and(|length| *length != Ok(frame.body.len()));
    if wrong || lengths.next().is_some() {
        return Err(EncodeError::ContentLength);
    }
    let writer = frame
        .headers
        .iter()
        .fold(FrameWriter::new(buffer, version, frame.command), |writer, (name, value)| writer.any_header(name, value));
    writer.body(&frame.body, length.is_none())
}
