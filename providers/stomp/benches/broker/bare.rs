//! A socket, the codec, and nothing else.

use bytes::BytesMut;
use tidings_broker::Artemis;
use tidings_stomp::codec::{Codec, Command, Frame, FrameWriter, Item, Limits, Version};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_util::codec::Decoder;

use crate::{WINDOW, body};

const V: Version = Version::V1_2;

/// A number of its own for each call: the broker drops what it has seen before.
fn round() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

struct Bare {
    socket: TcpStream,
    read: BytesMut,
    write: BytesMut,
    codec: Codec,
}

impl Bare {
    async fn connect(broker: &Artemis) -> Self {
        let url = broker.stomp_url();
        let address = url.rsplit('@').next().unwrap().to_owned();
        let socket = TcpStream::connect(address).await.unwrap();
        socket.set_nodelay(true).unwrap();
        let codec = Codec::new(Limits::default());
        let mut bare = Self { socket, read: BytesMut::new(), write: BytesMut::new(), codec };
        FrameWriter::new(&mut bare.write, V, Command::Connect)
            .header("accept-version", "1.2")
            .header("host", "/")
            .header("login", "admin")
            .header("passcode", "admin")
            .end()
            .unwrap();
        bare.flush().await;
        assert_eq!(bare.next().await.command, Command::Connected);
        bare
    }

    async fn flush(&mut self) {
        self.socket.write_all(&self.write).await.unwrap();
        self.write.clear();
    }

    fn ready(&mut self) -> Option<Frame> {
        loop {
            match self.codec.decode(&mut self.read).unwrap() {
                Some(Item::Frame(frame)) => return Some(frame),
                Some(Item::HeartBeat) => {}
                None => return None,
            }
        }
    }

    async fn next(&mut self) -> Frame {
        loop {
            if let Some(frame) = self.ready() {
                return frame;
            }
            self.read.reserve(64 * 1024);
            assert_ne!(self.socket.read_buf(&mut self.read).await.unwrap(), 0, "the broker closed the connection");
        }
    }

    fn subscribe(&mut self, address: &str) {
        FrameWriter::new(&mut self.write, V, Command::Subscribe)
            .header("id", "1")
            .header("destination", &format!("{address}::{address}.q"))
            .header("subscription-type", "MULTICAST")
            .header("ack", "client-individual")
            // What Tidings arrives at with the same number of deliveries ahead.
            .number("consumer-window-size", (WINDOW * 700) as u64)
            .header("receipt", "s")
            .end()
            .unwrap();
    }
}

/// Makes a durable queue.
pub(crate) async fn declare(broker: &Artemis, address: &str) {
    let mut bare = Bare::connect(broker).await;
    bare.subscribe(address);
    bare.flush().await;
    assert_eq!(bare.next().await.command, Command::Receipt);
}

/// Sends with a receipt each, as many under way as the window has.
pub(crate) async fn send(broker: &Artemis, address: &str, durable: bool, events: usize) {
    let mut bare = Bare::connect(broker).await;
    let (mut sent, mut confirmed) = (0_usize, 0_usize);
    let round = round();
    while confirmed < events {
        while sent < events && sent - confirmed < WINDOW {
            let mut frame = FrameWriter::new(&mut bare.write, V, Command::Send)
                .header("destination", address)
                .header("destination-type", "MULTICAST")
                .number("receipt", sent as u64);
            let id = format!("{:016x}-7000-8000-{sent:012}", round);
            if durable {
                frame = frame.header("persistent", "true").header("_AMQ_DUPL_ID", &format!("{address}{id}"));
            }
            frame
                .header("correlation-id", &id)
                .header("type", address)
                .header("content-type", "application/json")
                .header("event_id", &id)
                .header("event_name", address)
                .header("event_version", "1")
                .header("occurred_at", "2026-01-01T00:00:00.000Z")
                .header("correlation_id", &id)
                .header("content_type", "application/json")
                .text(body(sent).as_bytes())
                .unwrap();
            sent += 1;
        }
        bare.flush().await;
        assert_eq!(bare.next().await.command, Command::Receipt);
        confirmed += 1;
        while let Some(frame) = bare.ready() {
            assert_eq!(frame.command, Command::Receipt);
            confirmed += 1;
        }
    }
}

/// Receives and acknowledges each, in one write for all that were read at once.
pub(crate) async fn receive(broker: &Artemis, address: &str, events: usize) {
    let mut bare = Bare::connect(broker).await;
    bare.subscribe(address);
    bare.flush().await;
    let mut received = 0;
    while received < events {
        let mut frame = Some(bare.next().await);
        while let Some(message) = frame {
            if message.command == Command::Message {
                let ack = message.headers.get_last("ack").unwrap();
                FrameWriter::new(&mut bare.write, V, Command::Ack).header("id", ack).end().unwrap();
                received += 1;
            }
            frame = bare.ready();
        }
        bare.flush().await;
    }
}
