//! A way to the broker that can be cut, slowed down, torn to pieces, and blocked in one direction.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinSet,
};

/// A port that leads to another one of this machine; it ends with the value.
#[derive(Debug)]
pub(crate) struct Proxy {
    port: u16,
    way: watch::Sender<Way>,
    _serving: JoinSet<()>,
}

/// What happens on the way.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    to_broker: Flow,
    to_client: Flow,
    /// How often all connections were cut.
    cuts: u64,
}

/// What becomes of the bytes of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Flow {
    #[default]
    Passes,
    /// Each piece is held back for so long.
    Late(Duration),
    /// They pass a few at a time.
    Torn,
    /// They wait, as where packets are lost and sent again later.
    Stands,
    /// They are taken and nobody ever gets them. Such a connection is cut as soon as this is over.
    Vanishes,
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    ToBroker,
    ToClient,
}

impl Proxy {
    pub(crate) async fn to(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let own = listener.local_addr()?.port();
        let way = watch::Sender::new(Way::default());
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, SocketAddr::from(([127, 0, 0, 1], port)), way.subscribe()));
        Ok(Self { port: own, way, _serving: serving })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn set(&self, direction: Direction, flow: Flow) {
        self.way.send_modify(|way| match direction {
            Direction::ToBroker => way.to_broker = flow,
            Direction::ToClient => way.to_client = flow,
        });
    }

    /// Ends all connections without a word; new ones pass.
    pub(crate) fn cut(&self) {
        self.way.send_modify(|way| way.cuts += 1);
    }
}

impl Way {
    fn flow(&self, direction: Direction) -> Flow {
        match direction {
            Direction::ToBroker => self.to_broker,
            Direction::ToClient => self.to_client,
        }
    }
}

async fn serve(listener: TcpListener, to: SocketAddr, way: watch::Receiver<Way>) {
    let mut pairs = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            Some(_) = pairs.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let Ok((near, _)) = accepted else { return };
        // As with a broker that is gone.
        let Ok(far) = TcpStream::connect(to).await else { continue };
        if near.set_nodelay(true).and(far.set_nodelay(true)).is_err() {
            continue;
        }
        let (near_read, near_write) = near.into_split();
        let (far_read, far_write) = far.into_split();
        let doomed = Arc::new(AtomicBool::new(false));
        let there = Pipe { from: near_read, to: far_write, direction: Direction::ToBroker, doomed: doomed.clone() };
        let back = Pipe { from: far_read, to: near_write, direction: Direction::ToClient, doomed };
        let (one, two) = (way.clone(), way.clone());
        pairs.spawn(async move {
            tokio::select! {
                () = there.run(one) => {}
                () = back.run(two) => {}
            }
        });
    }
}

struct Pipe {
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    direction: Direction,
    /// Whether something of this connection has vanished.
    doomed: Arc<AtomicBool>,
}

impl Pipe {
    async fn run(mut self, way: watch::Receiver<Way>) {
        let mut cut = way.clone();
        let cuts = way.borrow().cuts;
        tokio::select! {
            biased;
            _ = cut.wait_for(|way| way.cuts != cuts) => {}
            () = self.pass(way) => {}
        }
    }

    async fn pass(&mut self, mut way: watch::Receiver<Way>) {
        let mut chunk = vec![0; 64 * 1024];
        loop {
            let flow = way.borrow_and_update().flow(self.direction);
            if self.doomed.load(Ordering::Relaxed) && flow != Flow::Vanishes {
                return;
            }
            let read = tokio::select! {
                biased;
                changed = way.changed() => if changed.is_ok() { continue } else { return },
                read = self.from.read(&mut chunk), if flow != Flow::Stands => read.unwrap_or(0),
            };
            match flow {
                Flow::Vanishes => {
                    self.doomed.store(true, Ordering::Relaxed);
                    if read == 0 {
                        // The other end learns of nothing as long as this goes on.
                        let over = |way: &Way| way.flow(self.direction) != Flow::Vanishes;
                        drop(way.wait_for(over).await);
                        return;
                    }
                    continue;
                }
                Flow::Late(time) => tokio::time::sleep(time).await,
                Flow::Passes | Flow::Torn | Flow::Stands => {}
            }
            if read == 0 || self.write(&chunk[..read], flow).await.is_err() {
                return;
            }
        }
    }

    async fn write(&mut self, bytes: &[u8], flow: Flow) -> std::io::Result<()> {
        if flow != Flow::Torn {
            return self.to.write_all(bytes).await;
        }
        // The beginning byte by byte, so that frames are torn in their headers too.
        for (at, piece) in bytes.chunks(7).enumerate() {
            if at < 16 {
                for byte in piece.chunks(1) {
                    self.to.write_all(byte).await?;
                }
            } else {
                self.to.write_all(piece).await?;
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}
