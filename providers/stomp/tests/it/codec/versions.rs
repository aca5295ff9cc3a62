use bytes::BytesMut;
use tidings_stomp::codec::{Codec, Command, DecodeError, EncodeError, Frame, Item, Limits, Version};
use tokio_util::codec::{Decoder, Encoder};

use super::{codec, read, refusal};

/// The first header of this frame, read in this version.
fn value(version: Version, bytes: &[u8]) -> String {
    let (frames, error) = read(&mut codec(version), bytes, &[]);
    assert!(error.is_none(), "{error:?}");
    frames[0].headers.iter().next().expect("a header").1.to_owned()
}

fn written(version: Version, frame: &Frame) -> Result<BytesMut, EncodeError> {
    let mut bytes = BytesMut::new();
    codec(version).encode(frame, &mut bytes)?;
    Ok(bytes)
}

#[test]
fn version_1_0_escapes_nothing() {
    assert_eq!(value(Version::V1_0, b"SEND\na:\\c\\n\\t\\\n\n\0"), "\\c\\n\\t\\");
    let frame = Frame::new(Command::Send).with_header("destination", "E::Q\\c\r");
    assert_eq!(written(Version::V1_0, &frame).unwrap(), "SEND\ndestination:E::Q\\c\r\n\n\0");
}

#[test]
fn version_1_1_escapes_all_but_cr() {
    let frame = Frame::new(Command::Send).with_header("a:", "\n:\\\r");
    assert_eq!(written(Version::V1_1, &frame).unwrap(), "SEND\na\\c:\\n\\c\\\\\r\n\n\0");
    assert_eq!(value(Version::V1_1, b"SEND\na:\\n\\c\\\\\r\n\n\0"), "\n:\\\r");
}

#[test]
fn an_escaped_cr_is_read_in_1_1_too() {
    assert_eq!(value(Version::V1_1, b"SEND\na:\\r\n\n\0"), "\r");
}

#[test]
fn version_1_2_escapes_cr_too() {
    let frame = Frame::new(Command::Send).with_header("a", "\n:\\\r");
    assert_eq!(written(Version::V1_2, &frame).unwrap(), "SEND\na:\\n\\c\\\\\\r\n\n\0");
}

#[test]
fn an_old_server_may_end_all_lines_of_a_frame_with_cr_lf() {
    for version in Version::ALL {
        assert_eq!(value(version, b"MESSAGE\r\na:1\r\n\r\n\0"), "1", "{version}");
    }
}

#[test]
fn a_cr_before_one_line_end_alone_belongs_to_the_header_in_old_versions() {
    assert_eq!(value(Version::V1_0, b"MESSAGE\na:1\r\n\n\0"), "1\r");
    assert_eq!(value(Version::V1_1, b"MESSAGE\na:1\r\n\n\0"), "1\r");
    assert_eq!(value(Version::V1_2, b"MESSAGE\na:1\r\n\n\0"), "1");
}

#[test]
fn a_connected_frame_sets_the_version_for_what_follows_in_the_same_bytes() {
    for (connected, version, text) in [
        ("CONNECTED\nsession:1\n\n\0", Version::V1_0, "\\c"),
        ("CONNECTED\nversion:1.0\n\n\0", Version::V1_0, "\\c"),
        ("CONNECTED\nversion:1.1\n\n\0", Version::V1_1, ":"),
        ("CONNECTED\nversion:1.2\n\n\0", Version::V1_2, ":"),
    ] {
        let mut codec = Codec::new(Limits::default());
        assert_eq!(codec.version(), Version::V1_2);
        let (frames, _) = read(&mut codec, format!("{connected}MESSAGE\na:\\c\n\n\0").as_bytes(), &[]);
        assert_eq!(frames[1].header("a"), Some(text), "{connected}");
        assert_eq!(codec.version(), version);
    }
}

#[test]
fn a_server_writes_by_the_version_that_it_told() {
    let mut server = Codec::new(Limits::default());
    let mut bytes = BytesMut::new();
    server.encode(Frame::new(Command::Connected).with_header("session", "a:b"), &mut bytes).unwrap();
    server.encode(Frame::new(Command::Receipt).with_header("receipt-id", "a:b"), &mut bytes).unwrap();
    assert_eq!(bytes, "CONNECTED\nsession:a:b\n\n\0RECEIPT\nreceipt-id:a:b\n\n\0");
    let mut client = Codec::new(Limits::default());
    assert!(matches!(client.decode(&mut bytes), Ok(Some(Item::Frame(_)))));
    assert_eq!((server.version(), client.version()), (Version::V1_0, Version::V1_0));
}

#[test]
fn a_version_that_the_codec_does_not_speak_is_refused() {
    let error = refusal(b"CONNECTED\nversion:1.3\n\n\0");
    assert!(matches!(&error, DecodeError::UnknownVersion { version } if version == "1.3"), "{error:?}");
}

#[test]
fn what_a_version_cannot_carry_is_refused_and_nothing_is_written() {
    let cases = [
        (Version::V1_0, Command::Send, "a", "\n"),
        (Version::V1_0, Command::Send, "a:", ""),
        (Version::V1_0, Command::Send, "a\n", ""),
        (Version::V1_2, Command::Connect, "login", "\n"),
        (Version::V1_2, Command::Connect, "login", "\r"),
        (Version::V1_1, Command::Connected, "a:", ""),
        (Version::V1_2, Command::Send, "a", "\0"),
        (Version::V1_2, Command::Send, "\0", ""),
    ];
    for (version, command, name, value) in cases {
        let frame = Frame::new(command).with_header("ok", "1").with_header(name, value);
        let mut bytes = BytesMut::from("before");
        let error = codec(version).encode(&frame, &mut bytes).unwrap_err();
        let EncodeError::Unescapable { name: found, .. } = &error else { panic!("{error:?}") };
        assert_eq!(found, name);
        assert_eq!(bytes, "before");
    }
}

#[test]
fn opening_frames_carry_colons_and_backslashes_as_they_are() {
    for version in Version::ALL {
        let frame = Frame::new(Command::Connect).with_header("passcode", "a:b\\c");
        assert_eq!(written(version, &frame).unwrap(), "CONNECT\npasscode:a:b\\c\n\n\0");
    }
}
