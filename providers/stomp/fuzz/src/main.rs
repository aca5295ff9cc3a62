//! Any bytes are frames or an error, the same however they are split; each frame is written as it was read.
//! Run: `scripts/ci/fuzz.sh 30`
#![no_main]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use tokio_util::codec::{Decoder, Encoder};

#[path = "../../src/codec/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the provider uses the rest")]
mod codec;

use codec::{Codec, Command, Frame, Item, Limits, Version};

// The first byte chooses the version and the limits, the second one the pieces; the rest is what a server sends.
fuzz_target!(|input: &[u8]| {
    let [setting, pieces, bytes @ ..] = input else { return };
    let version = Version::ALL[usize::from(setting % 3)];
    let limits = match setting / 3 % 2 {
        0 => Limits::default(),
        _ => Limits { headers: 4, header_bytes: 64, frame_bytes: 96 },
    };
    let (whole, failed) = read(conversation(version, limits), bytes, bytes.len());
    let (split, failed_split) = read(conversation(version, limits), bytes, 1 + usize::from(*pieces % 32));
    assert_eq!((&whole, failed), (&split, failed_split));

    let mut writer = conversation(version, Limits::default());
    for frame in &whole {
        writes(&mut writer, frame);
    }
});

fn conversation(version: Version, limits: Limits) -> Codec {
    let mut codec = Codec::new(limits);
    codec.set_version(version);
    codec
}

/// The frames of bytes that come in pieces of this length, and whether they ended with an error.
fn read(mut codec: Codec, bytes: &[u8], piece: usize) -> (Vec<Frame>, bool) {
    let mut frames = Vec::new();
    let mut buffer = BytesMut::new();
    for piece in bytes.chunks(piece.max(1)) {
        buffer.extend_from_slice(piece);
        loop {
            let before = buffer.len();
            match codec.decode(&mut buffer) {
                Ok(Some(item)) => {
                    assert!(buffer.len() < before, "an item consumes bytes");
                    if let Item::Frame(frame) = item {
                        frames.push(frame);
                    }
                }
                Ok(None) => break,
                Err(_) => return (frames, true),
            }
        }
    }
    (frames, false)
}

/// What can be written of a frame is read again as it was; what cannot leaves nothing behind.
fn writes(codec: &mut Codec, frame: &Frame) {
    let mut bytes = BytesMut::new();
    let before = codec.version();
    let written = codec.encode(frame, &mut bytes);
    // Others may open a conversation in a version of their own.
    let mut reader = Codec::new(Limits { headers: usize::MAX, ..Limits::default() });
    reader.set_version(before);
    match written {
        Ok(()) => assert_eq!(reader.decode(&mut bytes).ok().flatten(), Some(Item::Frame(frame.clone()))),
        Err(_) => assert!(bytes.is_empty()),
    }
    assert!(frame.command == Command::Connected || codec.version() == before);
}
