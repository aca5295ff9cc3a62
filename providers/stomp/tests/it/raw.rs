//! One end of a conversation, frame by frame: a bare client, or a server that a test plays.

use std::collections::VecDeque;

use bytes::BytesMut;
use tidings_broker::Artemis;
use tidings_provider_tests::support::within;
use tidings_stomp::codec::{Codec, Command, Frame, Item, Limits};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_util::codec::{Decoder, Encoder};

pub(crate) struct Peer {
    stream: TcpStream,
    codec: Codec,
    buffer: BytesMut,
    /// Came while something else was waited for.
    early: VecDeque<Frame>,
    receipts: u64,
}

impl Peer {
    pub(crate) fn new(stream: TcpStream) -> Self {
        let codec = Codec::new(Limits::default());
        Self { stream, codec, buffer: BytesMut::new(), early: VecDeque::new(), receipts: 0 }
    }

    /// A client that is logged in.
    pub(crate) async fn open(broker: &Artemis) -> Self {
        Self::open_as(broker, "admin").await
    }

    pub(crate) async fn open_as(broker: &Artemis, user: &str) -> Self {
        let stream = within(TcpStream::connect((broker.host(), broker.ports().stomp))).await.unwrap();
        let mut peer = Self::new(stream);
        let connect = Frame::new(Command::Connect)
            .with_header("accept-version", "1.2")
            .with_header("host", "/")
            .with_header("login", user)
            .with_header("passcode", user);
        peer.put(&connect).await;
        assert_eq!(peer.next().await.command, Command::Connected);
        peer
    }

    pub(crate) async fn put(&mut self, frame: &Frame) {
        let mut bytes = BytesMut::new();
        self.codec.encode(frame, &mut bytes).unwrap();
        within(self.stream.write_all(&bytes)).await.unwrap();
    }

    /// Writes frames, if the other end still takes them.
    pub(crate) async fn say(&mut self, frames: &[Frame]) {
        let mut bytes = BytesMut::new();
        frames.iter().for_each(|frame| self.codec.encode(frame, &mut bytes).unwrap());
        drop(within(self.stream.write_all(&bytes)).await);
    }

    /// The next frame; `None` at the end.
    pub(crate) async fn try_next(&mut self) -> Option<Frame> {
        if let Some(frame) = self.early.pop_front() {
            return Some(frame);
        }
        self.read().await
    }

    pub(crate) async fn next(&mut self) -> Frame {
        within(self.try_next()).await.unwrap()
    }

    async fn read(&mut self) -> Option<Frame> {
        loop {
            match self.codec.decode(&mut self.buffer).unwrap() {
                Some(Item::Frame(frame)) => return Some(frame),
                Some(Item::HeartBeat) => {}
                None => {
                    if self.stream.read_buf(&mut self.buffer).await.ok()? == 0 {
                        return None;
                    }
                }
            }
        }
    }

    /// Writes a frame and waits for its receipt.
    pub(crate) async fn ask(&mut self, frame: Frame) {
        self.receipts += 1;
        let receipt = format!("r-{}", self.receipts);
        self.put(&frame.with_header("receipt", &receipt)).await;
        within(async {
            loop {
                let frame = self.read().await.unwrap();
                if frame.command == Command::Receipt && frame.header("receipt-id") == Some(&receipt) {
                    return;
                }
                assert_ne!(frame.command, Command::Error, "{frame:?}");
                self.early.push_back(frame);
            }
        })
        .await;
    }

    /// Consumes a queue, given by its full name, without acknowledging anything by itself.
    pub(crate) async fn subscribe(&mut self, queue: &str) {
        let subscribe = Frame::new(Command::Subscribe)
            .with_header("id", "1")
            .with_header("destination", queue)
            .with_header("ack", "client-individual");
        self.ask(subscribe).await;
    }

    /// Accepts a message, by the last `ack` header, which is the broker's own.
    pub(crate) async fn accept(&mut self, message: &Frame) {
        let id = message.headers.get_last("ack").unwrap();
        self.ask(Frame::new(Command::Ack).with_header("id", id)).await;
    }
}

/// A frame that sends to an address.
pub(crate) fn to(address: &str) -> Frame {
    Frame::new(Command::Send).with_header("destination", address)
}
