//! Frames per second of the codec, against a bare scan and a bare copy of the same bytes.
//! Run: `cargo bench -p tidings-stomp`
#![expect(clippy::print_stdout, reason = "the figures are the result")]
#![expect(clippy::expect_used, reason = "what cannot be read or written ends the measurement")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use bytes::BytesMut;
use tidings_stomp::codec::{Codec, Command, Frame, FrameWriter, HeaderLine, Item, Limits, Version};
use tokio_util::codec::{Decoder, Encoder};

/// How many frames are measured at once, and how often.
const FRAMES: usize = 1_000;
const BATCHES: usize = 301;

/// How many bytes come from a socket at once.
const READ_BYTES: usize = 64 * 1024;

const BODY: &[u8] = br#"{"order":"0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e5f","customer":"c-1234567","lines":[{"sku":"A-100","n":2},{"sku":"B-200","n":1}],"total":"123.45","currency":"EUR","note":"leave it at the door, please"}"#;

/// What a program reads of a message.
const READ: [&str; 11] = [
    "subscription",
    "destination",
    "redelivered",
    "event_id",
    "event_name",
    "event_version",
    "occurred_at",
    "correlation_id",
    "causation_id",
    "attempt",
    "content_type",
];

const HEADERS: [(&str, &str); 8] = [
    ("event_id", "0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e5f"),
    ("event_name", "OrderPlaced"),
    ("event_version", "1"),
    ("occurred_at", "2026-11-21T10:00:00.123456Z"),
    ("correlation_id", "0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e60"),
    ("content_type", "application/json"),
    ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ("persistent", "true"),
];

fn main() {
    println!("{:<44} {:>12} {:>8} {:>8} {:>7}", "median of many batches", "frames/s", "ns", "MB/s", "x bare");
    reading("MESSAGE", &bytes_of(&message()));
    reading("RECEIPT", &bytes_of(&Frame::new(Command::Receipt).with_header("receipt-id", "184467")));
    writing();
}

/// As Artemis delivers it.
fn message() -> Frame {
    let before = [
        ("subscription", "17"),
        ("message-id", "1827391"),
        ("destination", "OrderPlaced::OrderPlaced.ship"),
        ("expires", "0"),
        ("redelivered", "false"),
        ("priority", "4"),
        ("timestamp", "1763719200123"),
        ("destination-type", "MULTICAST"),
    ];
    let mut frame = Frame::new(Command::Message);
    frame.headers.extend(before);
    frame.headers.extend(HEADERS);
    frame.headers.push("ack", "1827391,799");
    frame.with_binary(BODY)
}

fn bytes_of(frame: &Frame) -> Vec<u8> {
    let mut bytes = BytesMut::new();
    for _ in 0..FRAMES {
        Codec::new(Limits::default()).encode(frame, &mut bytes).expect("it can be written");
    }
    bytes.to_vec()
}

fn reading(name: &str, bytes: &[u8]) {
    let bare = median(|| {
        let _ = black_box(memchr::memchr_iter(0, black_box(bytes)).count());
    });
    show(&format!("{name}: a bare scan for NUL"), bare, bytes.len(), bare);
    let copied = median(|| {
        let mut buffer = BytesMut::with_capacity(READ_BYTES);
        for part in bytes.chunks(READ_BYTES) {
            buffer.clear();
            buffer.extend_from_slice(part);
            let _ = black_box(memchr::memchr_iter(0, &buffer).count());
        }
    });
    show(&format!("{name}: copied in, a bare scan"), copied, bytes.len(), bare);
    show(&format!("{name}: decoded"), median(|| decode(bytes, |_| ())), bytes.len(), bare);
    let read = median(|| {
        decode(bytes, |frame| {
            for name in READ {
                let _ = black_box(frame.headers.get(name));
            }
            let _ = black_box(frame.headers.get_last("ack"));
        });
    });
    show(&format!("{name}: decoded, {} headers looked up", READ.len() + 1), read, bytes.len(), bare);
}

/// Reads as a connection does, which keeps no frame.
fn decode(bytes: &[u8], mut each: impl FnMut(&Frame)) {
    let mut codec = Codec::new(Limits::default());
    let mut buffer = BytesMut::with_capacity(READ_BYTES);
    let mut frames = 0;
    for part in bytes.chunks(READ_BYTES) {
        buffer.extend_from_slice(part);
        while let Some(item) = codec.decode(&mut buffer).expect("it can be read") {
            if let Item::Frame(frame) = black_box(item) {
                each(&frame);
                frames += 1;
            }
        }
    }
    assert_eq!(frames, FRAMES);
}

fn writing() {
    let mut frame = Frame::new(Command::Send).with_header("destination", "OrderPlaced").with_text(BODY);
    frame.headers.extend(HEADERS);
    let bytes = bytes_of(&frame);
    let mut buffer = BytesMut::with_capacity(bytes.len() + 64);
    let bare = median(|| {
        buffer.clear();
        for frame in black_box(&bytes[..]).chunks(bytes.len() / FRAMES) {
            buffer.extend_from_slice(frame);
        }
    });
    show("SEND: a bare copy", bare, bytes.len(), bare);

    let destination = HeaderLine::new(Version::V1_2, "destination", "OrderPlaced").expect("it can be written");
    let written = median(|| {
        buffer.clear();
        for _ in 0..FRAMES {
            let writer = FrameWriter::new(&mut buffer, Version::V1_2, Command::Send).line(&destination);
            writer.headers(black_box(HEADERS)).text(black_box(BODY)).expect("it can be written");
        }
    });
    assert_eq!(buffer, bytes);
    show("SEND: written by FrameWriter", written, bytes.len(), bare);

    let mut codec = Codec::new(Limits::default());
    let encoded = median(|| {
        buffer.clear();
        for _ in 0..FRAMES {
            codec.encode(black_box(&frame), &mut buffer).expect("it can be written");
        }
    });
    assert_eq!(buffer, bytes);
    show("SEND: a built frame encoded", encoded, bytes.len(), bare);
}

/// The median of the time that many batches take.
#[expect(clippy::disallowed_methods, reason = "a measurement takes the machine's time")]
fn median(mut batch: impl FnMut()) -> Duration {
    let mut times = Vec::with_capacity(BATCHES);
    for _ in 0..BATCHES {
        let began = Instant::now();
        batch();
        times.push(began.elapsed());
    }
    times.sort_unstable();
    times[BATCHES / 2]
}

fn show(name: &str, time: Duration, bytes: usize, bare: Duration) {
    let seconds = time.as_secs_f64();
    println!(
        "{name:<44} {:>12.0} {:>8.1} {:>8.0} {:>7.1}",
        FRAMES as f64 / seconds,
        seconds * 1e9 / FRAMES as f64,
        bytes as f64 / seconds / 1e6,
        seconds / bare.as_secs_f64(),
    );
}
