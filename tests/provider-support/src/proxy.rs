//! A way to a broker that can be cut, or swallow everything while it stays open.

use std::{net::SocketAddr, sync::Arc};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinSet,
};

/// A port that leads to another one; it ends with the value.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    way: Arc<watch::Sender<Way>>,
    _serving: JoinSet<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    /// What comes is read, and nobody ever gets it: both ends think that the connection lives.
    Swallows,
    /// What is said passes, and the answers are swallowed.
    SwallowsAnswers,
    /// Connections of an older number are cut.
    Cut(u64),
}

impl Proxy {
    /// A way to a port of this machine.
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let way = Arc::new(watch::channel(Way::Open).0);
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, SocketAddr::from(([127, 0, 0, 1], port)), way.clone()));
        Self { port: own, way, _serving: serving }
    }

    /// The port to connect to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on nothing passes, and nothing is closed.
    pub fn swallow(&self) {
        self.way.send_replace(Way::Swallows);
    }

    /// From now on what is said passes and no answer does, and nothing is closed.
    pub fn swallow_answers(&self) {
        self.way.send_replace(Way::SwallowsAnswers);
    }

    /// Ends all connections without a word; new ones pass.
    pub fn cut(&self) {
        self.way.send_modify(|way| {
            let number = if let Way::Cut(number) = way { *number } else { 0 };
            *way = Way::Cut(number + 1);
        });
    }
}

async fn serve(listener: TcpListener, to: SocketAddr, way: Arc<watch::Sender<Way>>) {
    let mut pairs = JoinSet::new();
    loop {
        let Ok((near, _)) = listener.accept().await else { return };
        // As with a broker that is gone.
        let Ok(far) = TcpStream::connect(to).await else { continue };
        let (near_read, near_write) = near.into_split();
        let (far_read, far_write) = far.into_split();
        let (one, two) = (way.subscribe(), way.subscribe());
        pairs.spawn(async move {
            tokio::select! {
                () = pass(near_read, far_write, one, false) => {}
                () = pass(far_read, near_write, two, true) => {}
            }
        });
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut way: watch::Receiver<Way>, answers: bool) {
    let begun = *way.borrow_and_update();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let now = *way.borrow();
        if now != begun && matches!(now, Way::Cut(_)) {
            return;
        }
        let read = tokio::select! {
            read = from.read(&mut chunk) => read.unwrap_or(0),
            _ = way.changed() => continue,
        };
        let now = *way.borrow();
        if now == Way::Swallows || now == Way::SwallowsAnswers && answers {
            if read == 0 {
                // The other end learns of nothing.
                std::future::pending::<()>().await;
            }
            continue;
        }
        if read == 0 || to.write_all(&chunk[..read]).await.is_err() {
            return;
        }
    }
}
