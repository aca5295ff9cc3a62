//! A server that a test plays: it says what a test has it say, and keeps what it was told.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tidings_provider_tests::support::within;
use tidings_stomp::codec::{Command, Frame};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::raw::Peer;

/// What the brokers call themselves.
pub(crate) const ARTEMIS: &str = "ActiveMQ-Artemis/2.56.0 ActiveMQ Artemis Messaging Engine";
pub(crate) const RABBIT: &str = "RabbitMQ/3.10.8";

/// What it says to a frame.
pub(crate) enum Reply {
    /// These frames.
    Say(Vec<Frame>),
    /// These, and then the end.
    Hang(Vec<Frame>),
    /// Nothing, now and ever, over this connection.
    Silence,
}

type Behaviour = Arc<dyn Fn(&Frame) -> Reply + Send + Sync>;

/// A server on a port of this machine; it ends with the value.
pub(crate) struct Fake {
    port: u16,
    told: watch::Receiver<Vec<Frame>>,
    _serving: JoinSet<()>,
}

impl Fake {
    /// One that calls itself by this name, lets nobody manage it, and answers everything else after the login as `behave`
    /// says.
    pub(crate) async fn start(server: &str, behave: impl Fn(&Frame) -> Reply + Send + Sync + 'static) -> Self {
        let server = server.to_owned();
        Self::answering(move |frame| match frame.command {
            Command::Connect => Reply::Say(vec![connected(&server)]),
            Command::Subscribe if frame.header("destination") == Some("tidings.replies") => Reply::Hang(vec![
                Frame::new(Command::Error).with_header("message", "AMQ339016 Error creating subscription"),
            ]),
            _ => behave(frame),
        })
        .await
    }

    /// One that answers everything as `behave` says.
    pub(crate) async fn answering(behave: impl Fn(&Frame) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, told) = watch::channel(Vec::new());
        let behave: Behaviour = Arc::new(behave);
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut peers = JoinSet::new();
            let tell = Arc::new(tell);
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                peers.spawn(serve(Peer::new(stream), behave.clone(), tell.clone()));
            }
        });
        Self { port, told, _serving: serving }
    }

    pub(crate) fn url(&self) -> String {
        format!("stomp://user:topsecret@127.0.0.1:{}", self.port)
    }

    /// Waits until it was told so many frames of a kind, and gives them.
    pub(crate) async fn told(&self, command: Command, count: usize) -> Vec<Frame> {
        let of =
            |frames: &Vec<Frame>| frames.iter().filter(|frame| frame.command == command).cloned().collect::<Vec<_>>();
        let mut told = self.told.clone();
        let frames = within(told.wait_for(|frames| of(frames).len() >= count)).await.unwrap();
        of(&frames)
    }
}

async fn serve(mut peer: Peer, behave: Behaviour, tell: Arc<watch::Sender<Vec<Frame>>>) {
    while let Some(frame) = peer.try_next().await {
        tell.send_modify(|told| told.push(frame.clone()));
        match behave(&frame) {
            Reply::Say(frames) => peer.say(&frames).await,
            Reply::Hang(frames) => {
                peer.say(&frames).await;
                return;
            }
            Reply::Silence => std::future::pending().await,
        }
    }
}

fn connected(server: &str) -> Frame {
    Frame::new(Command::Connected).with_header("version", "1.2").with_header("server", server)
}

/// What every server says: a receipt, where one is wanted.
pub(crate) fn receipt(frame: &Frame) -> Vec<Frame> {
    let receipt = |id| Frame::new(Command::Receipt).with_header("receipt-id", id);
    frame.header("receipt").map(receipt).into_iter().collect()
}

/// A message to a subscription.
pub(crate) fn message(subscribe: &Frame, n: u32) -> Frame {
    Frame::new(Command::Message)
        .with_header("subscription", subscribe.header("id").unwrap_or_default())
        .with_header("message-id", &n.to_string())
        .with_header("destination", subscribe.header("destination").unwrap_or_default())
        .with_header("ack", &n.to_string())
        .with_text(n.to_string())
}

/// Does something else with the first frame of a kind.
pub(crate) fn once(
    command: Command,
    odd: impl Fn(&Frame) -> Reply + Send + Sync + 'static,
) -> impl Fn(&Frame) -> Option<Reply> {
    let is_over = AtomicBool::new(false);
    move |frame| (frame.command == command && !is_over.swap(true, Ordering::Relaxed)).then(|| odd(frame))
}
