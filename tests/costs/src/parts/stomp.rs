//! Frames of STOMP, as large as those of an event.

use std::hint::black_box;

use bytes::BytesMut;
use tidings_stomp::codec::{Codec, Command, Frame, FrameWriter, HeaderLine, Item, Limits, Version};
use tokio_util::codec::{Decoder, Encoder};

use super::{
    event::{BODY, HEADERS},
    work::{Coming, Work, synchronous},
};
use crate::Outcome;

/// Only frames say it so.
const PERSISTENT: (&str, &str) = ("persistent", "true");

/// A SEND is written.
pub(super) fn encode() -> Coming<Work> {
    let mut buffer = BytesMut::with_capacity(4_096);
    synchronous(move || {
        buffer.clear();
        let destination = HeaderLine::new(Version::V1_2, "destination", black_box("OrderPlaced"))?;
        let writer = FrameWriter::new(&mut buffer, Version::V1_2, Command::Send).line(&destination);
        writer.headers(black_box(HEADERS)).headers(black_box([PERSISTENT])).text(black_box(BODY))?;
        black_box(&buffer);
        Ok(())
    })
}

/// A MESSAGE is read, and each of its headers looked at.
pub(super) fn decode() -> Coming<Work> {
    let mut codec = Codec::new(Limits::default());
    let mut buffer = BytesMut::with_capacity(64 * 1024);
    let message = message();
    synchronous(move || {
        buffer.extend_from_slice(black_box(message.as_ref().map_err(|error| error.to_string())?));
        match codec.decode(&mut buffer)? {
            Some(Item::Frame(frame)) => {
                for header in frame.headers.iter() {
                    black_box(header);
                }
            }
            Some(Item::HeartBeat) => return Err("no frame".into()),
            None => return Err("half a frame".into()),
        }
        Ok(())
    })
}

/// As Artemis delivers it.
fn message() -> Outcome<Vec<u8>> {
    let mut frame = Frame::new(Command::Message);
    frame.headers.extend([
        ("subscription", "17"),
        ("message-id", "1827391"),
        ("destination", "OrderPlaced::OrderPlaced.ship"),
        ("redelivered", "false"),
        ("timestamp", "1763719200123"),
    ]);
    frame.headers.extend(HEADERS);
    frame.headers.extend([PERSISTENT]);
    frame.headers.push("ack", "1827391,799");
    let mut bytes = BytesMut::new();
    Codec::new(Limits::default()).encode(&frame.with_binary(BODY), &mut bytes)?;
    Ok(bytes.to_vec())
}
