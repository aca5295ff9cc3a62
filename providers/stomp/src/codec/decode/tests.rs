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
