use super::*;

fn read(bytes: &[u8]) -> Result<Message, String> {
    decode(&Bytes::copy_from_slice(bytes)).map(|decoded| decoded.message)
}

/// A header of a durable message that was delivered twice, a text property, and a body of one text.
const MESSAGE: &[u8] = b"\x00\x53\x70\xc0\x07\x05\x41\x40\x40\x40\x52\x02\
    \x00\x53\x74\xc1\x0f\x02\xa1\x07session\xa1\x03s-1\
    \x00\x53\x77\xa1\x02{}";

#[test]
fn a_message_is_read_with_whether_it_was_delivered_before() {
    let decoded = decode(&Bytes::from_static(MESSAGE)).unwrap();
    assert!(decoded.redelivered && decoded.message.durable);
    assert!(matches!(&decoded.message.body, Body::Text(text) if text[..] == *b"{}"));
    assert_eq!(decoded.message.application.len(), 1);
}

#[test]
fn what_ends_anywhere_within_a_section_cannot_be_read() {
    for end in 1..MESSAGE.len() {
        let is_between = [12, 32].contains(&end);
        assert_eq!(read(&MESSAGE[..end]).is_ok(), is_between, "{end}");
    }
}

#[test]
fn no_count_and_no_length_is_trusted() {
    for bytes in [
        &b"\x00\x53\x74\xc1\x00\x00"[..],
        b"\x00\x53\x74\xd1\xff\xff\xff\xff\x00\x00\x00\x00",
        b"\x00\x53\x74\xd1\x00\x00\x00\x04\xff\xff\xff\xff",
        b"\x00\x53\x74\xc1\x02\x01\x41",
        b"\x00\x53\x77\xb1\xff\xff\xff\xff",
        b"\x00\x53\x77\x00",
        b"\x00\x53\x99\x40",
        b"\x00\x53\x77\xa1\x01\xff",
        b"\x53\x77\x40",
    ] {
        assert!(read(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn several_sections_of_data_are_one_body() {
    let body = read(b"\x00\x53\x75\xa0\x01a\x00\x53\x75\xb0\x00\x00\x00\x02bc").unwrap().body;
    assert!(matches!(body, Body::Binary(bytes) if bytes[..] == *b"abc"));
}

#[test]
fn a_body_that_is_neither_text_nor_bytes_is_named() {
    let named = |bytes: &[u8]| match read(bytes).unwrap().body {
        Body::Other(what) => what,
        _ => "text or bytes",
    };
    assert_eq!(named(b"\x00\x53\x77\xc1\x01\x00"), "a map");
    assert_eq!(named(b"\x00\x53\x77\x45"), "a list");
    assert_eq!(named(b"\x00\x53\x76\x45"), "a sequence");
    assert_eq!(named(b"\x00\x53\x77\x54\x05"), "neither a string nor binary");
}

#[test]
fn values_of_other_types_are_read_as_text() {
    let value = |bytes: &[u8]| {
        let mut map = vec![0x00, 0x53, 0x74, 0xc1, u8::try_from(bytes.len() + 4).unwrap(), 2, 0xa1, 1, b'n'];
        map.extend_from_slice(bytes);
        match read(&map).unwrap().application.pop().unwrap().1 {
            tidings_wire::link::Value::Text(text) => text.into_owned(),
            tidings_wire::link::Value::Other(text) => text,
            tidings_wire::link::Value::Bool(flag) => flag.to_string(),
            tidings_wire::link::Value::Null => "null".to_owned(),
        }
    };
    for (bytes, text) in [
        (&b"\x41"[..], "true"),
        (b"\x56\x00", "false"),
        (b"\x43", "0"),
        (b"\x52\xff", "255"),
        (b"\x54\xff", "-1"),
        (b"\x71\xff\xff\xff\xfe", "-2"),
        (b"\x81\x00\x00\x00\x00\x00\x00\x01\x00", "256"),
        (b"\x83\x00\x00\x00\x00\x00\x00\x00\x07", "7"),
        (b"\x82\x3f\xf8\x00\x00\x00\x00\x00\x00", "1.5"),
        (b"\x73\x00\x00\x00\x41", "A"),
        (b"\xa3\x03sym", "sym"),
        (b"\x40", "null"),
        (b"\xa0\x01x", "null"),
    ] {
        assert_eq!(value(bytes), text);
    }
}
