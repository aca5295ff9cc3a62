use bytes::BytesMut;
use proptest::{collection::vec, prelude::*, sample::select};
use tidings_stomp::codec::{Codec, Command, Frame, Limits, Version};
use tokio_util::codec::{Decoder, Encoder};

use super::{codec, read};

fn version() -> impl Strategy<Value = Version> {
    select(&Version::ALL[..])
}

/// Text in which what is escaped comes often.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => any::<char>().prop_filter("no header holds NUL", |char| *char != '\0'),
        3 => select(vec![':', '\n', '\r', '\\', 'c', 'n', ' ', 'é']),
    ];
    vec(part, 0..12).prop_map(String::from_iter)
}

/// A frame that this version can carry.
fn frame(version: Version) -> impl Strategy<Value = Frame> {
    let headers = vec((text(), text()), 0..8);
    let body = prop_oneof![vec(any::<u8>(), 0..64), vec(select(&b"\0\n\r:a"[..]), 0..16)];
    (select(&Command::ALL[..]), headers, body, any::<bool>()).prop_map(move |(command, headers, body, binary)| {
        let mut frame = Frame::new(command);
        for (name, value) in headers {
            let (name, value) = carried(version, command, name, value);
            frame.headers.push(&format!("h{name}"), &value);
        }
        match (command, binary) {
            (Command::Connected, _) => frame.with_header("version", version.name()),
            (Command::Send | Command::Message | Command::Error, true) => frame.with_binary(body),
            (Command::Send | Command::Message | Command::Error, false) => {
                frame.with_text(body.into_iter().filter(|byte| *byte != 0).collect::<Vec<_>>())
            }
            _ => frame,
        }
    })
}

/// What can be carried of a header where nothing is escaped.
fn carried(version: Version, command: Command, mut name: String, mut value: String) -> (String, String) {
    if command.is_opening() || version == Version::V1_0 {
        name.retain(|char| !":\n\r".contains(char));
        value.retain(|char| char != '\n' && !(command.is_opening() && char == '\r'));
    }
    (name, value)
}

fn frames() -> impl Strategy<Value = (Version, Vec<Frame>)> {
    version().prop_flat_map(|version| (Just(version), vec(frame(version), 1..4)))
}

fn written(version: Version, frames: &[Frame], between: &str) -> BytesMut {
    let mut bytes = BytesMut::new();
    for frame in frames {
        bytes.extend_from_slice(between.as_bytes());
        codec(version).encode(frame, &mut bytes).expect("the version can carry it");
    }
    bytes
}

proptest! {
    #[test]
    fn every_frame_reads_as_it_was_written((version, frames) in frames()) {
        let (read, error) = read(&mut codec(version), &written(version, &frames, ""), &[]);
        prop_assert!(error.is_none(), "{error:?}");
        prop_assert_eq!(read, frames);
    }

    #[test]
    fn no_split_of_the_bytes_changes_the_frames(
        (version, frames) in frames(),
        pieces in vec(1_usize..40, 1..20),
        between in "(\n|\r\n){0,2}",
    ) {
        let (read, error) = read(&mut codec(version), &written(version, &frames, &between), &pieces);
        prop_assert!(error.is_none(), "{error:?}");
        prop_assert_eq!(read, frames);
    }

    #[test]
    fn bytes_of_any_sort_are_frames_or_an_error_and_a_split_changes_neither(
        bytes in prop_oneof![
            vec(any::<u8>(), 0..64),
            "(SEND|MESSAGE|ERROR|CONNECTED|X)(\r?\n)([a:\\\\cn\r\u{0}é]{0,6}\n){0,4}\n.{0,6}\u{0}".prop_map(String::into_bytes),
        ],
        pieces in vec(1_usize..8, 1..8),
    ) {
        let limits = Limits { headers: 3, header_bytes: 48, frame_bytes: 64 };
        let (whole, error) = read(&mut Codec::new(limits), &bytes, &[]);
        let (split, split_error) = read(&mut Codec::new(limits), &bytes, &pieces);
        prop_assert_eq!(whole, split);
        prop_assert_eq!(error.is_some(), split_error.is_some());
    }

    #[test]
    fn each_item_consumes_bytes(bytes in vec(any::<u8>(), 0..64)) {
        let mut buffer = BytesMut::from(&bytes[..]);
        let mut codec = Codec::new(Limits::default());
        loop {
            let before = buffer.len();
            let Ok(Some(_)) = codec.decode(&mut buffer) else { break };
            prop_assert!(buffer.len() < before);
        }
    }

    #[test]
    fn what_one_byte_changes_never_panics((version, frames) in frames(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = written(version, &frames, "");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&mut codec(version), &bytes, &[]);
    }
}
