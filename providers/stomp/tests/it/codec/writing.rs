use bytes::BytesMut;
use tidings_stomp::codec::{Command, EncodeError, Frame, FrameWriter, HEART_BEAT, HeaderLine, Version};
use tokio_util::codec::Encoder;

use super::{codec, frame};

fn writer(bytes: &mut BytesMut) -> FrameWriter<'_> {
    FrameWriter::new(bytes, Version::V1_2, Command::Send)
}

fn encode(frame: &Frame) -> Result<BytesMut, EncodeError> {
    let mut bytes = BytesMut::new();
    codec(Version::V1_2).encode(frame, &mut bytes)?;
    Ok(bytes)
}

#[test]
fn text_goes_without_its_length_and_binary_with_it() {
    let mut bytes = BytesMut::new();
    writer(&mut bytes).header("a", "1").text(b"{}").unwrap();
    writer(&mut bytes).header("a", "1").binary(b"\0\x01").unwrap();
    writer(&mut bytes).binary(b"").unwrap();
    let expected = "SEND\na:1\n\n{}\0SEND\na:1\ncontent-length:2\n\n\0\u{1}\0SEND\ncontent-length:0\n\n\0";
    assert_eq!(bytes, expected);
}

#[test]
fn the_length_is_written_with_all_its_digits() {
    for length in [9, 10, 99, 100, 12_345] {
        let mut bytes = BytesMut::new();
        writer(&mut bytes).binary(&vec![7; length]).unwrap();
        assert_eq!(frame(&bytes).header("content-length"), Some(&*length.to_string()));
        assert_eq!(frame(&bytes).body.len(), length);
    }
}

#[test]
fn a_writer_and_a_frame_give_the_same_bytes() {
    let mut bytes = BytesMut::new();
    writer(&mut bytes).headers([("destination", "E::Q"), ("é\\", "\r\n")]).binary(b"x").unwrap();
    let built = Frame::new(Command::Send).with_header("destination", "E::Q").with_header("é\\", "\r\n");
    assert_eq!(encode(&built.with_binary("x")).unwrap(), bytes);
    assert_eq!(bytes, "SEND\ndestination:E\\c\\cQ\né\\\\:\\r\\n\ncontent-length:1\n\nx\0");
}

#[test]
fn a_nul_in_a_text_is_refused_and_nothing_is_written() {
    let mut bytes = BytesMut::from("before");
    assert!(matches!(writer(&mut bytes).text(b"a\0b"), Err(EncodeError::NulInText)));
    assert_eq!(bytes, "before");
    let built = Frame::new(Command::Send).with_text(&b"a\0"[..]);
    assert!(matches!(encode(&built), Err(EncodeError::NulInText)));
}

#[test]
fn a_length_is_never_written_twice_or_wrong() {
    let mut bytes = BytesMut::new();
    let given = writer(&mut bytes).header("content-length", "1").binary(b"x");
    assert!(matches!(given, Err(EncodeError::ContentLength)));
    let line = HeaderLine::new(Version::V1_2, "content-length", "1");
    assert!(matches!(line, Err(EncodeError::ContentLength)));
    let twice = Frame::new(Command::Send).with_header("content-length", "1").with_binary("x");
    assert!(matches!(encode(&twice), Err(EncodeError::ContentLength)));
    for wrong in ["2", "", "one", "-1"] {
        let frame = Frame::new(Command::Send).with_header("content-length", wrong).with_text("x");
        assert!(matches!(encode(&frame), Err(EncodeError::ContentLength)), "{wrong}");
    }
    assert!(bytes.is_empty());
}

#[test]
fn only_three_commands_have_a_body() {
    for command in Command::ALL {
        let written = encode(&Frame::new(command).with_text("x"));
        match command {
            Command::Send | Command::Message | Command::Error => assert!(written.is_ok()),
            _ => assert!(matches!(written, Err(EncodeError::BodyNotAllowed { .. })), "{command}"),
        }
    }
}

#[test]
fn a_header_without_a_name_is_refused() {
    let mut bytes = BytesMut::new();
    assert!(matches!(writer(&mut bytes).header("", "x").end(), Err(EncodeError::EmptyName)));
}

#[test]
fn a_writer_that_is_dropped_leaves_nothing() {
    let mut bytes = BytesMut::from("before");
    drop(writer(&mut bytes).header("a", "1"));
    assert_eq!(bytes, "before");
}

#[test]
fn the_first_fault_of_a_frame_is_told() {
    let mut bytes = BytesMut::new();
    let written = writer(&mut bytes).header("", "1").header("a", "\0").text(b"\0");
    assert!(matches!(written, Err(EncodeError::EmptyName)));
}

#[test]
fn a_prepared_header_is_written_as_if_it_were_not() {
    let line = HeaderLine::new(Version::V1_2, "destination", "E::Q").unwrap();
    let mut bytes = BytesMut::new();
    writer(&mut bytes).line(&line).header("a", "1").end().unwrap();
    assert_eq!(bytes, "SEND\ndestination:E\\c\\cQ\na:1\n\n\0");
}

#[test]
fn a_prepared_header_of_another_version_is_refused() {
    let mut bytes = BytesMut::new();
    let old = HeaderLine::new(Version::V1_0, "destination", "E::Q").unwrap();
    assert!(matches!(writer(&mut bytes).line(&old).end(), Err(EncodeError::ForeignLine { .. })));
    let new = HeaderLine::new(Version::V1_2, "login", "a:b").unwrap();
    let opening = FrameWriter::new(&mut bytes, Version::V1_2, Command::Connect).line(&new).end();
    assert!(matches!(opening, Err(EncodeError::ForeignLine { .. })));
    assert!(bytes.is_empty());
}

#[test]
fn a_heart_beat_is_one_line_end() {
    assert_eq!(HEART_BEAT, b"\n");
}

#[test]
fn neither_bodies_nor_passwords_show() {
    let frame = Frame::new(Command::Connect).with_header("login", "jo").with_header("passcode", "pssst");
    let shown = format!("{:?}", frame.with_text("the body"));
    assert!(shown.contains("jo") && shown.contains("body_bytes: 8"), "{shown}");
    assert!(!shown.contains("pssst") && !shown.contains("the body"), "{shown}");
}
