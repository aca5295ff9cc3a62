use super::*;

impl State {
    /// How much of the buffer was looked through.
    fn scanned(&self) -> Option<usize> {
        match &self.at {
            At::Head(head) => Some(head.scanned()),
            At::Body { end: End::Nul { scanned }, .. } => Some(*scanned),
            _ => None,
        }
    }
}

/// Gives a frame byte by byte; the buffer holds nothing that the next search would begin with but the byte that came.
#[track_caller]
fn feed(frame: &[u8]) -> Frame {
    let (mut state, mut version) = (State::default(), Version::V1_2);
    let mut buffer = BytesMut::new();
    for byte in frame {
        if let Some(scanned) = state.scanned() {
            assert_eq!(scanned, buffer.len());
        }
        buffer.extend_from_slice(&[*byte]);
        if let Some(Item::Frame(frame)) = state.decode(&mut buffer, Limits::default(), &mut version).unwrap() {
            return frame;
        }
    }
    panic!("no frame")
}

#[test]
fn no_byte_of_a_head_or_a_text_is_searched_twice() {
    let frame = feed(b"MESSAGE\na:1\r\nb:\\c2\n\na text of some length\0");
    assert_eq!((frame.header("b"), &frame.body[..]), (Some(":2"), &b"a text of some length"[..]));
}

#[test]
fn a_body_of_known_length_is_not_searched_at_all() {
    let mut state = State::default();
    let mut buffer = BytesMut::from("SEND\ncontent-length:9\n\n\0\0\0");
    assert_eq!(state.decode(&mut buffer, Limits::default(), &mut Version::V1_2).unwrap(), None);
    assert!(matches!(state.at, At::Body { end: End::Length(9), .. }));
}

#[test]
fn room_for_the_rest_of_a_body_is_made_once() {
    let (mut state, mut version) = (State::default(), Version::V1_2);
    let mut buffer = BytesMut::from("SEND\ncontent-length:100000\n\nx");
    let mut decode = |buffer: &mut BytesMut| state.decode(buffer, Limits::default(), &mut version).unwrap();
    assert_eq!(decode(&mut buffer), None);
    let place = buffer.as_ptr();
    for _ in 1..100_000 {
        buffer.extend_from_slice(b"x");
    }
    assert_eq!(decode(&mut buffer), None);
    buffer.extend_from_slice(b"\0");
    let Some(Item::Frame(frame)) = decode(&mut buffer) else { panic!("a frame") };
    assert_eq!((frame.body.len(), frame.body.as_ptr()), (100_000, place));
}

#[test]
fn a_small_body_keeps_no_buffer_alive() {
    let (mut state, mut version) = (State::default(), Version::V1_2);
    let mut buffer = BytesMut::with_capacity(1_000);
    buffer.extend_from_slice(b"SEND\ncontent-length:4\n\nbody\0");
    let Ok(Some(Item::Frame(frame))) = state.decode(&mut buffer, Limits::default(), &mut version) else {
        panic!("a frame")
    };
    assert!(buffer.try_reclaim(1_000));
    assert_eq!(&frame.body[..], b"body");
}

#[test]
fn half_a_character_that_unescaping_leaves_over_spoils_no_other_field() {
    let frame = feed("MESSAGE\na:\\c\u{e4}\nb:\\c\u{1f600}\nc:\u{e4}\n\n\0".as_bytes());
    let values = ["a", "b", "c"].map(|name| frame.header(name));
    assert_eq!(values, [Some(":\u{e4}"), Some(":\u{1f600}"), Some("\u{e4}")]);
    assert_eq!(frame.headers.undecodable().count(), 0);
}

#[test]
fn only_a_receipt_that_is_whole_and_says_nothing_else_is_read_at_once() {
    let read = |text: &str| {
        let mut buffer = BytesMut::from(text);
        (State::default().receipt(&mut buffer), buffer.len())
    };
    assert_eq!(read("RECEIPT\nreceipt-id:17\n\n\0RECE"), (Some(17), 4));
    assert_eq!(read("\n\nRECEIPT\nreceipt-id:0\n\n\0\n"), (Some(0), 1));
    for other in [
        "RECEIPT\nreceipt-id:17\n\n",
        "RECEIPT\nreceipt-id:\n\n\0",
        "RECEIPT\nreceipt-id:+1\n\n\0",
        "RECEIPT\nreceipt-id:99999999999999999999\n\n\0",
        "RECEIPT\nreceipt-id:1\nreceipt-id:2\n\n\0",
        "RECEIPT\r\nreceipt-id:17\r\n\r\n\0",
        "MESSAGE\nreceipt-id:17\n\n\0",
        "",
    ] {
        assert_eq!(read(other), (None, other.len()), "{other:?}");
    }
}
