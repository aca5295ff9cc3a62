//! Frames, written and read.

mod bounds;
mod bytes_in_pieces;
mod errors;
mod golden;
mod properties;
mod reading;
mod versions;
mod writing;

use bytes::BytesMut;
use tidings_stomp::codec::{Codec, DecodeError, Frame, Item, Limits, Version};
use tokio_util::codec::Decoder;

/// A codec that has got as far as this version.
fn codec(version: Version) -> Codec {
    let mut codec = Codec::new(Limits::default());
    codec.set_version(version);
    codec
}

/// Everything that a codec makes of these bytes, given in pieces of these lengths over and over; heart-beats are left
/// out, since they depend on the pieces.
fn read(codec: &mut Codec, bytes: &[u8], pieces: &[usize]) -> (Vec<Frame>, Option<DecodeError>) {
    let mut frames = Vec::new();
    let mut buffer = BytesMut::new();
    let mut rest = bytes;
    let mut lengths = pieces.iter().cycle();
    while !rest.is_empty() {
        let length = lengths.next().map_or(rest.len(), |length| (*length).clamp(1, rest.len()));
        buffer.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
        loop {
            match codec.decode(&mut buffer) {
                Ok(Some(Item::Frame(frame))) => frames.push(frame),
                Ok(Some(Item::HeartBeat)) => {}
                Ok(None) => break,
                Err(error) => return (frames, Some(error)),
            }
        }
    }
    (frames, None)
}

/// The frames of these bytes, which all are well.
#[track_caller]
fn frames(bytes: &[u8]) -> Vec<Frame> {
    let (frames, error) = read(&mut codec(Version::V1_2), bytes, &[]);
    assert!(error.is_none(), "{error:?}");
    frames
}

/// The only frame of these bytes.
#[track_caller]
fn frame(bytes: &[u8]) -> Frame {
    let mut frames = frames(bytes);
    assert_eq!(frames.len(), 1);
    frames.remove(0)
}

/// Why these bytes, of which no frame can be made, are refused.
#[track_caller]
fn refusal(bytes: &[u8]) -> DecodeError {
    let (frames, error) = read(&mut codec(Version::V1_2), bytes, &[]);
    assert_eq!(frames, []);
    error.expect("an error")
}

/// Names and values, in their order.
fn headers(frame: &Frame) -> Vec<(&str, &str)> {
    frame.headers.iter().collect()
}
