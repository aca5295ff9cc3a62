//! A connection of AMQP 1.0 over fe2o3-amqp.
//!
//! What its users have to know, and what is done about it here:
//!
//! - A pending outcome hangs for ever when the connection dies while its `Sender` lives: every wait ends with the
//!   connection, and a sender is dropped before its outcomes are awaited to their end.
//! - A refused attach poisons its session, since the refused link is detached twice: one session per link.
//! - Its `open` has no time limit and sets no `TCP_NODELAY`, and it decodes no percent signs: it gets a socket that is
//!   open, and user and password as they are.
//! - It has SASL EXTERNAL only over TLS of its own: that is said before it gets the stream.
//! - Its decoder of messages is slow, and panics over what anybody may send; its encoder is slow: it is given bytes that it
//!   only hands on, either way.
//! - A write that blocks stops its idle timer, and a machine that stood still sets it off: the pump judges the connection's
//!   life.
//! - `CreditMode::Auto` does not bound what is unsettled: credit is given by hand.
//! - Dropping a `Receiver` closes its link, which may delete a subscription: links are detached first.
//! - `accept` only queues a disposition, so closing the connection next may lose it: the detach is answered after it.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use fe2o3_amqp::{
    Connection, Receiver, Sender, Session, connection::ConnectionHandle, link::receiver::CreditMode,
    sasl_profile::SaslProfile, session::SessionHandle,
};
use tidings_artemis::{
    directory::ArtemisDirectory,
    management::OverLinks,
    topology::{ArtemisTopology, Options as TopologyOptions, Volatile},
};
use tidings_core::{
    Error,
    provider::{Capabilities, Context},
    runtime::Runtime,
};
use tidings_wire::{
    access::{Approach, Login},
    awake,
    dial::Socket,
    link::{Company, Condition, Connector, Fault, Links, Node, Source},
    pump::{self, End},
    topology::Topology,
    url::Host,
};
use tokio::{
    select,
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

use crate::{
    capabilities::capabilities,
    error,
    idle::{Idle, NEVER},
    opaque::{self, Opaque},
    orders::{Order, Rounds, closed},
    plain::Plain,
    receiver::ReceiveLink,
    sasl,
    sender::SendLink,
    topology,
};

/// More sessions than the 256 of fe2o3's default, since every link has one of its own.
const SESSIONS: u16 = 4_096;
/// How many transfers may be under way in a session; links have their own, smaller bounds.
const SESSION_WINDOW: u32 = 100_000;

/// Connects by fe2o3-amqp.
pub(crate) struct Fe2o3 {
    approach: Approach,
    heartbeat: Duration,
    runtime: Runtime,
    topology: TopologyOptions,
}

impl Fe2o3 {
    pub(crate) fn new(approach: Approach, context: &Context, topology: TopologyOptions) -> Self {
        Self { approach, heartbeat: context.limits.heartbeat, runtime: context.runtime.clone(), topology }
    }

    /// What fe2o3 says of who connects; `None` where it was said already.
    fn profile(&self) -> Option<SaslProfile> {
        match self.approach.login() {
            Login::Anonymous => Some(SaslProfile::Anonymous),
            Login::Password(credentials) => Some(SaslProfile::Plain {
                username: credentials.user.clone(),
                password: credentials.password.reveal().to_owned(),
            }),
            Login::External => None,
        }
    }

    async fn log_in(&self, host: Host, socket: Socket) -> Result<Open, Error> {
        let read = Opaque::new(socket.read);
        let (stream, pump) = pump::pump(read, socket.write, pump::Limits::heartbeat(self.heartbeat));
        let mut stream = Plain::new(stream, Idle::of(self.heartbeat));
        let (ended, end) = oneshot::channel();
        self.runtime.spawn(async move {
            // Nobody listens any more once the connection was given up.
            drop(ended.send(pump.run().await));
        });
        let profile = self.profile();
        if profile.is_none() {
            sasl::external(&mut stream).await?;
        }
        let container = format!("tidings-{}", self.runtime.event_id(self.runtime.now()));
        let builder = Connection::builder()
            .container_id(container)
            .hostname(host.name.as_str())
            .scheme("amqp")
            .channel_max(SESSIONS)
            .max_frame_size(opaque::MOST_BYTES)
            .idle_time_out(NEVER);
        let builder = match profile {
            Some(profile) => builder.sasl_profile(profile),
            None => builder,
        };
        let mut handle = builder.open_with_stream(stream).await.map_err(error::open)?;
        // A broker that refuses an anonymous user lets the connection open and closes it at its first session.
        let probe = Session::begin(&mut handle).await;
        let mut probe = probe.map_err(|failed| error::begin(&failed).into_error("log in"))?;
        drop(timeout(self.heartbeat, probe.end()).await);
        Ok(Open::new(handle, end, self.heartbeat, &self.runtime))
    }
}

impl Connector for Fe2o3 {
    type Links = Open;

    async fn connect(&self) -> Result<Open, Error> {
        self.approach.connect(|host, socket| self.log_in(host, socket)).await
    }

    fn topology(&self, links: &Arc<Open>) -> Arc<dyn Topology> {
        let user = self.approach.login().who();
        let management = OverLinks::new(links.clone(), self.heartbeat, user, &self.runtime);
        let directory = ArtemisDirectory::new(management.clone(), links.clone());
        let topology = ArtemisTopology::new(management, self.topology, Volatile::Subscription);
        Arc::new(topology.with_directory(directory))
    }
}

/// An open connection: the handle lives in a task of its own, which begins sessions and notices the end.
pub(crate) struct Open {
    orders: mpsc::Sender<Order>,
    lost: watch::Receiver<Option<Fault>>,
    limit: Duration,
    links: AtomicU64,
}

impl Open {
    fn new(handle: ConnectionHandle<()>, end: oneshot::Receiver<End>, limit: Duration, runtime: &Runtime) -> Self {
        let (orders, inbox) = mpsc::channel(16);
        let (tell, lost) = watch::channel(None);
        runtime.spawn(async move {
            let (fault, handle) = keep(handle, inbox, end, limit).await;
            tell.send_replace(Some(fault));
            // Not before: its going ends all links, which would say less of why.
            drop(handle);
        });
        Self { orders, lost, limit, links: AtomicU64::new(0) }
    }

    async fn begin(&self) -> Result<SessionHandle<()>, Fault> {
        let (answer, session) = oneshot::channel();
        self.bounded(async {
            self.orders.send(Order::Begin(answer)).await.map_err(|_| closed())?;
            session.await.map_err(|_| closed())?
        })
        .await
    }

    /// Ends with the connection, or after the time in which a living broker answers.
    async fn bounded<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        select! {
            biased;
            done = awake::within(self.limit, work) => done.unwrap_or_else(|| {
                Err(Fault::new(Condition::Silent, format!("no answer within {:?}", self.limit)))
            }),
            fault = self.lost() => Err(fault),
        }
    }

    /// Names are the broker's identity of a link, so no two are equal.
    fn name(&self) -> String {
        format!("tidings-{}", self.links.fetch_add(1, Ordering::Relaxed))
    }
}

/// Serves one connection until it ends; gives back the handle, unless it was closed.
async fn keep(
    mut handle: ConnectionHandle<()>,
    mut orders: mpsc::Receiver<Order>,
    mut end: oneshot::Receiver<End>,
    limit: Duration,
) -> (Fault, Option<ConnectionHandle<()>>) {
    loop {
        let fault = select! {
            biased;
            order = orders.recv() => match order {
                Some(Order::Begin(answer)) => {
                    let builder = Session::builder().incoming_window(SESSION_WINDOW).outgoing_window(SESSION_WINDOW);
                    let begun = match awake::within(limit, builder.begin(&mut handle)).await {
                        Some(begun) => begun.map_err(|failed| error::begin(&failed)),
                        None => Err(Fault::new(Condition::Silent, format!("no session within {limit:?}"))),
                    };
                    // Whoever asked may have given up.
                    drop(answer.send(begun));
                    continue;
                }
                Some(Order::Close(limit, done)) => {
                    drop(timeout(limit, handle.close()).await);
                    drop(handle);
                    // What was written reaches the socket before anybody says that all is done.
                    drop(timeout(limit, &mut end).await);
                    let _ = done.send(());
                    return (closed(), None);
                }
                None => closed(),
            },
            closed = handle.on_close() => match closed {
                Ok(()) => Fault::gone("the broker closed the connection"),
                Err(failed) => error::closed(&failed),
            },
            ended = &mut end => match ended {
                Ok(End::Stalled(_) | End::Silent(_)) => Fault::new(Condition::Silent, "the broker shows no life"),
                Ok(end) => Fault::gone(end.to_string()),
                Err(_) => closed(),
            },
        };
        return (fault, Some(handle));
    }
}

impl Links for Open {
    type Sender = SendLink;
    type Receiver = ReceiveLink;

    fn capabilities(&self) -> Capabilities {
        capabilities()
    }

    // One connection carries all links, so that nobody is alone on it.
    async fn attach_sender(&self, node: &Node, _: Company) -> Result<SendLink, Fault> {
        let mut session = self.begin().await?;
        let builder = Sender::builder().name(self.name()).target(topology::target(node));
        self.bounded(async {
            let sender = builder.attach(&mut session).await.map_err(|failed| error::attach_sender(&failed))?;
            Ok(SendLink::new(sender, session))
        })
        .await
    }

    async fn attach_receiver(&self, source: &Source) -> Result<ReceiveLink, Fault> {
        let mut session = self.begin().await?;
        let name = topology::link_name(&source.node).unwrap_or_else(|| self.name());
        let builder = Receiver::builder().name(name).source(topology::source(source)).credit_mode(CreditMode::Manual);
        self.bounded(async {
            let receiver = builder.attach(&mut session).await.map_err(|failed| error::attach_receiver(&failed))?;
            let is_ordered = matches!(source.node, Node::Queue(_)) && !source.is_browsing;
            let rounds = is_ordered.then(|| Rounds(self.orders.downgrade()));
            let is_closed_to_leave = matches!(source.node, Node::Temporary(_) | Node::Replies);
            Ok(ReceiveLink { receiver, rounds, is_closed_to_leave, _session: session })
        })
        .await
    }

    async fn lost(&self) -> Fault {
        let mut lost = self.lost.clone();
        match lost.wait_for(Option::is_some).await {
            Ok(fault) => fault.clone().unwrap_or_else(closed),
            Err(_) => closed(),
        }
    }

    async fn close(&self, limit: Duration) {
        let (done, closed) = oneshot::channel();
        let closing = async {
            if self.orders.send(Order::Close(limit, done)).await.is_ok() {
                drop(closed.await);
            }
        };
        // Twice: for the goodbye, and for what is left in the pipe.
        drop(timeout(limit * 2, closing).await);
    }
}
