use bytes::BytesMut;
use tidings_stomp::codec::{Codec, Command, DecodeError, Item, Limits, Version};
use tokio_util::codec::Decoder;

use super::{codec, read, refusal};

#[test]
fn another_protocol_is_named_by_how_it_begins() {
    for start in ["AMQP\0\u{1}\0\0", "HTTP/1.1 400 Bad Request\r\n", "\u{16}\u{3}\u{1}", "ERRORS", "\rX"] {
        let error = refusal(start.as_bytes());
        let DecodeError::NotStomp { start: shown } = &error else { panic!("{start:?}: {error:?}") };
        assert!(start.starts_with(shown.as_str()) && shown.len() <= 16, "{shown:?}");
    }
}

#[test]
fn another_protocol_is_known_by_its_first_byte() {
    assert!(matches!(refusal(b"H"), DecodeError::NotStomp { .. }));
}

#[test]
fn an_unknown_command_shows_nothing_of_what_may_be_a_body() {
    let (frames, error) = read(&mut codec(Version::V1_2), b"SEND\n\nsecret\0secret\0", &[]);
    assert_eq!(frames.len(), 1);
    let error = error.expect("an error");
    assert!(matches!(error, DecodeError::UnknownCommand));
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[test]
fn commands_are_in_upper_case() {
    assert!(matches!(refusal(b"send\n\n\0"), DecodeError::NotStomp { .. }));
}

#[test]
fn a_header_without_a_colon_is_refused() {
    assert!(matches!(refusal(b"SEND\nabc\n\n\0"), DecodeError::NoColon));
}

#[test]
fn a_length_that_is_no_number_is_refused() {
    for length in ["abc", "", "-1", "+1", "1.0", "0x1", "99999999999999999999999"] {
        let error = refusal(format!("SEND\ncontent-length:{length}\n\n\0").as_bytes());
        assert!(matches!(&error, DecodeError::ContentLength { value } if value == length), "{length}: {error:?}");
    }
}

#[test]
fn a_body_that_is_longer_than_its_length_is_refused() {
    let error = refusal(b"MESSAGE\nmessage-id:7\ncontent-length:3\n\nabcd\0");
    let DecodeError::Unterminated { head } = error else { panic!("{error:?}") };
    assert_eq!((head.command, head.header("message-id")), (Command::Message, Some("7")));
}

#[test]
fn the_end_of_the_connection_in_a_frame_is_an_error() {
    for part in ["S", "SEND", "SEND\n", "SEND\na:1\n", "SEND\n\n", "SEND\n\nbo", "SEND\ncontent-length:1\n\nb", "\r"] {
        let mut bytes = BytesMut::from(part);
        let mut codec = Codec::new(Limits::default());
        assert!(matches!(codec.decode(&mut bytes), Ok(None)), "{part:?}");
        assert!(matches!(codec.decode_eof(&mut bytes), Err(DecodeError::Truncated)), "{part:?}");
    }
}

#[test]
fn the_end_of_the_connection_between_frames_is_well() {
    let mut bytes = BytesMut::from("SEND\n\n\0\n");
    let mut codec = Codec::new(Limits::default());
    assert!(matches!(codec.decode_eof(&mut bytes), Ok(Some(Item::Frame(_)))));
    assert!(matches!(codec.decode_eof(&mut bytes), Ok(Some(Item::HeartBeat))));
    assert!(matches!(codec.decode_eof(&mut bytes), Ok(None)));
}

#[test]
fn after_an_error_nothing_is_read_any_more() {
    for broken in ["SEND\nabc\n", "SEND\na:\\t\n\n", "CONNECTED\nversion:2\n\n", "X", "SEND\ncontent-length:0\n\nx"] {
        let mut bytes = BytesMut::from(broken);
        let mut codec = Codec::new(Limits::default());
        assert!(codec.decode(&mut bytes).is_err());
        bytes.extend_from_slice(b"\nSEND\n\n\0");
        assert!(matches!(codec.decode(&mut bytes), Err(DecodeError::Broken)), "{broken:?}");
    }
}
