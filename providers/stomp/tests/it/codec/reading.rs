use bytes::BytesMut;
use tidings_stomp::codec::{Codec, Command, DecodeError, Item, Limits, Version};
use tokio_util::codec::Decoder;

use super::{codec, frame, frames, headers, read, refusal};

#[test]
fn a_frame_has_a_command_headers_and_a_body() {
    let frame = frame(b"SEND\na:1\nb:2\n\nbody\0");
    assert_eq!(frame.command, Command::Send);
    assert_eq!(headers(&frame), [("a", "1"), ("b", "2")]);
    assert_eq!(frame.body, "body");
}

#[test]
fn lines_may_end_with_cr_lf() {
    let frame = frame(b"SEND\r\na:1\r\n\r\nbody\r\n\0");
    assert_eq!(headers(&frame), [("a", "1")]);
    assert_eq!(frame.body, "body\r\n");
}

#[test]
fn escapes_are_undone_in_names_and_values() {
    let frame = frame(b"SEND\n\\cn\\\\:a\\nb\\rc\\cd\\\\e\n\\c\\c:\\c\n\n\0");
    assert_eq!(headers(&frame), [(":n\\", "a\nb\rc:d\\e"), ("::", ":")]);
}

#[test]
fn an_escaped_backslash_begins_no_further_escape() {
    assert_eq!(frame(b"SEND\na:\\\\n\\\\\\n\n\n\0").header("a"), Some("\\n\\\n"));
}

#[test]
fn an_undefined_escape_is_refused() {
    for header in ["a:\\t", "a:x\\", "\\x:y", "a:\\\n", "a:\\C"] {
        let error = refusal(format!("SEND\n{header}\n\n\0").as_bytes());
        assert!(matches!(error, DecodeError::UndefinedEscape { .. }), "{header}: {error:?}");
    }
}

#[test]
fn the_words_of_an_error_survive_an_undefined_escape() {
    assert_eq!(frame(b"ERROR\nmessage:C\\c\\temp\\\n\n\0").header("message"), Some("C:\\temp\\"));
}

#[test]
fn frames_that_open_a_conversation_are_not_unescaped() {
    for command in ["CONNECT", "STOMP", "CONNECTED"] {
        let frame = frame(format!("{command}\nversion:1.2\nlogin:a\\cb\\t:c\n\n\0").as_bytes());
        assert_eq!(frame.header("login"), Some("a\\cb\\t:c"), "{command}");
    }
}

#[test]
fn a_value_keeps_its_colons_and_its_blanks() {
    let frame = frame(b"SEND\na: http://b:80/x \nempty:\n:nameless\n\n\0");
    assert_eq!(headers(&frame), [("a", " http://b:80/x "), ("empty", ""), ("", "nameless")]);
}

#[test]
fn of_a_repeated_header_the_first_counts_and_the_last_is_reachable() {
    let frame = frame(b"MESSAGE\nack:evil\nfoo:1\nack:real\n\n\0");
    assert_eq!((frame.headers.get("ack"), frame.headers.get_last("ack")), (Some("evil"), Some("real")));
    assert_eq!(frame.headers.get_last("foo"), Some("1"));
    assert_eq!((frame.headers.get("ac"), frame.headers.get_last("bar")), (None, None));
    assert_eq!(frame.headers.len(), 3);
}

#[test]
fn a_body_of_given_length_may_hold_nul() {
    let frames = frames(b"SEND\ncontent-length:5\n\na\0b\0c\0SEND\ncontent-length:0\n\n\0SEND\n\n\0");
    assert_eq!(frames.iter().map(|frame| &frame.body[..]).collect::<Vec<_>>(), [&b"a\0b\0c"[..], b"", b""]);
}

#[test]
fn a_body_without_length_ends_before_the_first_nul() {
    let (frames, error) = read(&mut codec(Version::V1_2), b"SEND\n\nab\0cd\0", &[]);
    assert_eq!(frames[0].body, "ab");
    assert!(matches!(error, Some(DecodeError::UnknownCommand)));
}

#[test]
fn of_several_lengths_the_first_counts() {
    assert_eq!(frame(b"SEND\ncontent-length:3\ncontent-length:1\n\na\0b\0").body, &b"a\0b"[..]);
}

#[test]
fn a_length_may_stand_between_blanks() {
    assert_eq!(frame(b"SEND\ncontent-length: 1 \n\n\0\0").body, &b"\0"[..]);
}

#[test]
fn nul_in_a_header_ends_nothing() {
    let frame = frame(b"MESSAGE\nx-binary:\0Sp\xc0\x04\0\nsubscription:1\n\nbody\0");
    assert_eq!(headers(&frame), [("x-binary", "\0Sp\u{fffd}\u{4}\0"), ("subscription", "1")]);
    assert_eq!(frame.body, "body");
}

#[test]
fn headers_that_are_not_utf_8_are_named_and_spoil_no_others() {
    let frame = frame(b"MESSAGE\nok:\\cgr\xc3\xbcn\\c\nbad:a\xff\\cb\nworse\xfe:c\n\nbody\0");
    assert_eq!(frame.headers.undecodable().collect::<Vec<_>>(), ["bad", "worse\u{fffd}"]);
    assert_eq!(headers(&frame), [("ok", ":grün:"), ("bad", "a\u{fffd}:b"), ("worse\u{fffd}", "c")]);
}

#[test]
fn what_is_utf_8_is_exact() {
    let frame = frame("MESSAGE\nname\\c:grün\\c€\n\n\0".as_bytes());
    assert_eq!(headers(&frame), [("name:", "grün:€")]);
    assert_eq!(frame.headers.undecodable().count(), 0);
}

#[test]
fn heart_beats_are_told_when_no_frame_follows_them() {
    let mut codec = Codec::new(Limits::default());
    let mut bytes = BytesMut::from("\n\r\n\nRECEIPT\nreceipt-id:1\n\n\0\n\n");
    let Some(Item::Frame(frame)) = codec.decode(&mut bytes).unwrap() else { panic!("a frame") };
    assert_eq!(frame.header("receipt-id"), Some("1"));
    assert_eq!(codec.decode(&mut bytes).unwrap(), Some(Item::HeartBeat));
    assert_eq!(codec.decode(&mut bytes).unwrap(), None);
    // Half a line end.
    bytes.extend_from_slice(b"\r");
    assert_eq!(codec.decode(&mut bytes).unwrap(), None);
    bytes.extend_from_slice(b"\n");
    assert_eq!(codec.decode(&mut bytes).unwrap(), Some(Item::HeartBeat));
    assert!(bytes.is_empty());
}

#[test]
fn a_large_body_is_a_slice_of_what_was_received() {
    let body = "x".repeat(100_000);
    let mut bytes = BytesMut::from(&*format!("SEND\ncontent-length:100000\n\n{body}\0"));
    let place = bytes[28..].as_ptr();
    let Some(Item::Frame(frame)) = codec(Version::V1_2).decode(&mut bytes).unwrap() else { panic!("a frame") };
    assert_eq!(frame.body, body);
    assert_eq!(frame.body.as_ptr(), place);
}
