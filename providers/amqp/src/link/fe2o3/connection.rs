use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use fe2o3_amqp::{
    Connection, Receiver, Sender, Session,
    connection::ConnectionHandle,
    link::receiver::CreditMode,
    sasl_profile::SaslProfile,
    session::SessionHandle,
    types::{
        messaging::{DistributionMode, Source, Target, TerminusDurability},
        primitives::{Symbol, Value},
    },
};
use serde_amqp::{described::Described, descriptor::Descriptor};
use tidings_core::{Error, runtime::Runtime};
use tidings_wire::{
    dial::{Dial, check_password},
    pump::{self, End},
    url::{Credentials, Host},
};
use tokio::{
    select,
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

use super::{fault, receiver::ReceiveLink, sender::SendLink};
use crate::link::{Condition, Connector, Fault, Kind, Links, Terminus};

/// More sessions than the 256 of fe2o3's default, since every link has one of its own.
const SESSIONS: u16 = 4_096;
/// How many transfers may be under way in a session; links have their own, smaller bounds.
const SESSION_WINDOW: u32 = 100_000;
/// The descriptor of a selector, as registered for Apache brokers.
const SELECTOR: (&str, u64) = ("apache.org:selector-filter:string", 0x0000_468C_0000_0004);

/// Where and as whom to connect.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) host: Host,
    pub(crate) credentials: Credentials,
    pub(crate) allow_plain: bool,
    pub(crate) heartbeat: Duration,
    pub(crate) dial: Arc<dyn Dial>,
    pub(crate) runtime: Runtime,
}

/// Connects by fe2o3-amqp.
pub(crate) struct Fe2o3 {
    options: Options,
}

impl Fe2o3 {
    pub(crate) fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Connector for Fe2o3 {
    type Links = Open;

    async fn connect(&self) -> Result<Open, Error> {
        let Options { host, credentials, allow_plain, heartbeat, dial, runtime } = &self.options;
        let socket = dial.dial(host, *heartbeat).await?;
        check_password(credentials, socket.privacy, *allow_plain, host)?;
        let (stream, pump) = pump::pump(socket.read, socket.write, pump::Limits::heartbeat(*heartbeat));
        let (ended, end) = oneshot::channel();
        runtime.spawn(async move {
            // Nobody listens any more once the connection was given up.
            drop(ended.send(pump.run().await));
        });
        let profile = if credentials.is_anonymous() {
            SaslProfile::Anonymous
        } else {
            let (username, password) = (credentials.user.clone(), credentials.password.reveal().to_owned());
            SaslProfile::Plain { username, password }
        };
        let container = format!("tidings-{}", runtime.event_id(runtime.now()));
        let mut handle = Connection::builder()
            .container_id(container)
            .hostname(host.name.as_str())
            .scheme("amqp")
            .channel_max(SESSIONS)
            .idle_time_out(u32::try_from(heartbeat.as_millis()).unwrap_or(u32::MAX))
            .sasl_profile(profile)
            .open_with_stream(stream)
            .await
            .map_err(|error| who(fault::open(error), host, credentials))?;
        // A broker that refuses an anonymous user lets the connection open and closes it at its first session.
        let probe = Session::begin(&mut handle).await;
        let mut probe = probe.map_err(|error| who(fault::begin(&error).into_error("log in"), host, credentials))?;
        drop(timeout(*heartbeat, probe.end()).await);
        Ok(Open::new(handle, end, *heartbeat, runtime))
    }
}

fn who(error: Error, host: &Host, credentials: &Credentials) -> Error {
    error.with("address", host).with("user", credentials.who())
}

/// An open connection: the handle lives in a task of its own, which begins sessions and notices the end.
pub(crate) struct Open {
    orders: mpsc::Sender<Order>,
    lost: watch::Receiver<Option<Fault>>,
    limit: Duration,
    links: AtomicU64,
}

enum Order {
    Begin(oneshot::Sender<Result<SessionHandle<()>, Fault>>),
    Close(Duration, oneshot::Sender<()>),
}

impl Open {
    fn new(handle: ConnectionHandle<()>, end: oneshot::Receiver<End>, limit: Duration, runtime: &Runtime) -> Self {
        let (orders, inbox) = mpsc::channel(16);
        let (tell, lost) = watch::channel(None);
        runtime.spawn(async move {
            let fault = keep(handle, inbox, end, limit).await;
            tell.send_replace(Some(fault));
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
            done = timeout(self.limit, work) => match done {
                Ok(done) => done,
                Err(_) => Err(Fault::new(Condition::Silent, format!("no answer within {:?}", self.limit))),
            },
            fault = self.lost() => Err(fault),
        }
    }

    /// Names are the broker's identity of a link, so no two are equal.
    fn name(&self) -> String {
        format!("tidings-{}", self.links.fetch_add(1, Ordering::Relaxed))
    }
}

fn closed() -> Fault {
    Fault::gone("the connection is closed")
}

/// Serves one connection until it ends.
async fn keep(
    mut handle: ConnectionHandle<()>,
    mut orders: mpsc::Receiver<Order>,
    mut end: oneshot::Receiver<End>,
    limit: Duration,
) -> Fault {
    loop {
        select! {
            biased;
            order = orders.recv() => match order {
                Some(Order::Begin(answer)) => {
                    let builder = Session::builder().incoming_window(SESSION_WINDOW).outgoing_window(SESSION_WINDOW);
                    let begun = match timeout(limit, builder.begin(&mut handle)).await {
                        Ok(begun) => begun.map_err(|error| fault::begin(&error)),
                        Err(_) => Err(Fault::new(Condition::Silent, format!("no session within {limit:?}"))),
                    };
                    // Whoever asked may have given up.
                    drop(answer.send(begun));
                }
                Some(Order::Close(limit, done)) => {
                    drop(timeout(limit, handle.close()).await);
                    drop(handle);
                    // What was written reaches the socket before anybody says that all is done.
                    drop(timeout(limit, &mut end).await);
                    let _ = done.send(());
                    return closed();
                }
                None => return closed(),
            },
            closed = handle.on_close() => return match closed {
                Ok(()) => Fault::gone("the broker closed the connection"),
                Err(error) => fault::closed(&error),
            },
            ended = &mut end => return match ended {
                Ok(End::Stalled(_) | End::Silent(_)) => Fault::new(Condition::Silent, "the broker shows no life"),
                Ok(end) => Fault::gone(end.to_string()),
                Err(_) => closed(),
            },
        }
    }
}

impl Links for Open {
    type Sender = SendLink;
    type Receiver = ReceiveLink;

    async fn attach_sender(&self, terminus: &Terminus) -> Result<SendLink, Fault> {
        let mut session = self.begin().await?;
        let target = Target::builder().address(terminus.address.clone().unwrap_or_default());
        let target = match capability(terminus.kind) {
            Some(capability) => target.capabilities(vec![capability]).build(),
            None => target.build(),
        };
        let builder = Sender::builder().name(self.name()).target(target);
        self.bounded(async {
            let sender = builder.attach(&mut session).await.map_err(|error| fault::attach_sender(&error))?;
            Ok(SendLink { sender, _session: session })
        })
        .await
    }

    async fn attach_receiver(&self, terminus: &Terminus) -> Result<ReceiveLink, Fault> {
        let mut session = self.begin().await?;
        let builder = Receiver::builder().name(self.name()).source(source(terminus)).credit_mode(CreditMode::Manual);
        self.bounded(async {
            let receiver = builder.attach(&mut session).await.map_err(|error| fault::attach_receiver(&error))?;
            Ok(ReceiveLink { receiver, _session: session })
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

fn capability(kind: Kind) -> Option<Symbol> {
    match kind {
        Kind::Topic => Some(Symbol::from("topic")),
        Kind::Queue => Some(Symbol::from("queue")),
        Kind::Any => None,
    }
}

fn source(terminus: &Terminus) -> Source {
    let mut source = Source::builder().durable(TerminusDurability::None);
    source = match &terminus.address {
        Some(address) => source.address(address.as_str()),
        None => source.dynamic(true),
    };
    if let Some(capability) = capability(terminus.kind) {
        source = source.capabilities(vec![capability]);
    }
    if terminus.browse {
        source = source.distribution_mode(DistributionMode::Copy);
    }
    if let Some(selector) = &terminus.selector {
        let (name, code) = SELECTOR;
        let condition = Described { descriptor: Descriptor::Code(code), value: Value::String(selector.clone()) };
        source = source.add_to_filter(name, condition);
    }
    source.build()
}
