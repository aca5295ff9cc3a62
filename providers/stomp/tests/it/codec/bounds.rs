use bytes::BytesMut;
use tidings_stomp::codec::{Codec, Command, DecodeError, Frame, Limits};
use tokio_util::codec::Decoder;

use super::read;

const SMALL: Limits = Limits { headers: 2, header_bytes: 32, frame_bytes: 48 };

#[track_caller]
fn both_ways(bytes: &[u8]) -> (Vec<Frame>, Option<DecodeError>) {
    let at_once = read(&mut Codec::new(SMALL), bytes, &[]);
    let one_by_one = read(&mut Codec::new(SMALL), bytes, &[1]);
    assert_eq!(at_once.0, one_by_one.0);
    assert_eq!(at_once.1.as_ref().map(ToString::to_string), one_by_one.1.map(|error| error.to_string()));
    at_once
}

#[test]
fn as_many_headers_as_the_limit_are_well_and_one_more_is_refused() {
    let (frames, error) = both_ways(b"SEND\na:1\na:2\n\n\0SEND\na:1\na:2\na:3\n\n\0");
    assert_eq!(frames.len(), 1);
    assert!(matches!(error, Some(DecodeError::TooManyHeaders { limit: 2 })));
}

#[test]
fn headers_as_long_as_the_limit_are_well_and_longer_ones_are_refused() {
    let head = |bytes: usize| format!("SEND\na:{}\n\n\0", "x".repeat(bytes - 9));
    assert_eq!(both_ways(head(32).as_bytes()).0.len(), 1);
    let (frames, error) = both_ways(head(33).as_bytes());
    assert_eq!(frames, []);
    assert!(matches!(error, Some(DecodeError::HeadTooLarge { limit: 32 })));
}

#[test]
fn an_endless_header_is_refused_at_the_limit() {
    let mut codec = Codec::new(SMALL);
    let mut bytes = BytesMut::from(&b"SEND\n"[..]);
    bytes.resize(33, b'a');
    assert!(matches!(codec.decode(&mut bytes), Err(DecodeError::HeadTooLarge { .. })));
}

#[test]
fn frames_as_long_as_the_limit_are_well() {
    let text = format!("SEND\n\n{}\0", "x".repeat(41));
    let binary = format!("SEND\ncontent-length:23\n\n{}\0", "x".repeat(23));
    assert_eq!((text.len(), binary.len()), (48, 48));
    assert_eq!(both_ways(text.as_bytes()).0.len(), 1);
    assert_eq!(both_ways(binary.as_bytes()).0.len(), 1);
}

#[test]
fn a_longer_text_is_refused_as_soon_as_it_is_longer() {
    let mut codec = Codec::new(SMALL);
    let mut bytes = BytesMut::from(&b"SEND\n\n"[..]);
    bytes.resize(48 - 1, b'x');
    assert!(matches!(codec.decode(&mut bytes), Ok(None)));
    bytes.extend_from_slice(b"x");
    let error = codec.decode(&mut bytes).unwrap_err();
    assert!(matches!(error, DecodeError::FrameTooLarge { limit: 48, .. }), "{error:?}");
    let (_, error) = both_ways(format!("SEND\n\n{}\0", "x".repeat(42)).as_bytes());
    assert!(matches!(error, Some(DecodeError::FrameTooLarge { .. })));
}

#[test]
fn a_longer_body_is_refused_before_it_comes_and_its_headers_are_told() {
    let (_, error) = both_ways(b"MESSAGE\ncontent-length:9999\n\n");
    let Some(DecodeError::FrameTooLarge { limit: 48, head }) = error else { panic!("{error:?}") };
    assert_eq!((head.command, head.header("content-length")), (Command::Message, Some("9999")));
    let (_, error) = both_ways(format!("ERROR\ncontent-length:{}\n\n", usize::MAX).as_bytes());
    assert!(matches!(error, Some(DecodeError::HeadTooLarge { .. } | DecodeError::FrameTooLarge { .. })));
}

#[test]
fn the_longest_possible_length_is_refused() {
    let bytes = format!("MESSAGE\ncontent-length:{}\n\n", usize::MAX);
    let (_, error) = read(&mut Codec::new(Limits::default()), bytes.as_bytes(), &[]);
    assert!(matches!(error, Some(DecodeError::FrameTooLarge { .. })), "{error:?}");
}
