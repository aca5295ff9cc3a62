use tidings_stomp::codec::Version;

use super::{codec, read};

const STREAM: &[u8] =
    b"\r\n\nCONNECTED\r\nversion:1.2\r\n\r\n\0\n\r\nMESSAGE\na:\\cb\nack:1\nack:2\ncontent-length:3\n\n\
    \0\n\0\0RECEIPT\nreceipt-id:7\n\n\0\n\n\nMESSAGE\nbinary:\0\xff\n\ntext\n\0";

#[test]
fn every_split_in_two_gives_the_same_frames() {
    let (whole, error) = read(&mut codec(Version::V1_2), STREAM, &[]);
    assert!(error.is_none() && whole.len() == 4, "{error:?}");
    for first in 1..STREAM.len() {
        let (frames, error) = read(&mut codec(Version::V1_2), STREAM, &[first, STREAM.len()]);
        assert!(error.is_none(), "{first}: {error:?}");
        assert_eq!(frames, whole, "{first}");
    }
}

#[test]
fn byte_after_byte_gives_the_same_frames() {
    assert_eq!(read(&mut codec(Version::V1_2), STREAM, &[1]).0, read(&mut codec(Version::V1_2), STREAM, &[]).0);
}
