//! A connection of STOMP: a socket that sends for everybody, and one for each link that receives.
//!
//! An `ERROR` ends the socket on which it comes, so that a link that may meet one endangers only itself: each receiver has
//! a socket of its own, as has each sender that is suspected of having ended one; the others share two, one for events,
//! one for copies, so that copies do not wait behind events that the broker does not take. What ends a socket without
//! an `ERROR` (the broker went away, or shows no life) ends all of them: it is the end of the epoch.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tidings_artemis::{
    directory::ArtemisDirectory,
    management::OverLinks,
    topology::{ArtemisTopology, Options, Volatile},
};
use tidings_core::{
    Error,
    provider::{Capabilities, Context},
    runtime::Runtime,
};
use tidings_wire::{
    access::Approach,
    awake,
    dial::Socket,
    link::{Company, Condition, Connector, Fault, Links, Node, Source},
    topology::Topology,
    url::Host,
};
use tokio::{sync::OnceCell, time::timeout};

use crate::{
    codec::Limits,
    dialect::Dialect,
    lane::Lane,
    life::Life,
    receiver::{Plan, ReceiveLink},
    sender::SendLink,
    session::Session,
    topology::{self, BySubscribing},
};

/// Connects by our own codec.
pub(crate) struct Stomping {
    ways: Arc<Ways>,
    dialect: Option<Dialect>,
    topology: Options,
}

/// How every socket is opened.
struct Ways {
    approach: Approach,
    heartbeat: Duration,
    prefetch_bytes: usize,
    limits: Limits,
    runtime: Runtime,
}

impl Stomping {
    pub(crate) fn new(approach: Approach, context: &Context, dialect: Option<Dialect>, topology: Options) -> Self {
        let ours = context.limits;
        let mut limits = Limits::default();
        // What is over our limits is read all the same, up to a bound: as a dead letter it harms nobody any more. And an
        // ERROR may repeat in one header the whole message that it complains of.
        limits.frame_bytes = ours.body_bytes.saturating_mul(4).saturating_add(ours.header_bytes.saturating_mul(32));
        limits.headers = limits.header_bytes / 16;
        limits.header_bytes = limits.frame_bytes;
        let ways = Ways {
            approach,
            heartbeat: ours.heartbeat,
            prefetch_bytes: ours.prefetch_bytes,
            limits,
            runtime: context.runtime.clone(),
        };
        Self { ways: Arc::new(ways), dialect, topology }
    }
}

impl Ways {
    async fn enter(&self, host: Host, socket: Socket) -> Result<(Host, Session), Error> {
        let login = self.approach.login();
        let session = Session::open(socket, login, self.heartbeat, self.limits, &self.runtime).await?;
        Ok((host, session))
    }
}

impl Connector for Stomping {
    type Links = Sockets;

    async fn connect(&self) -> Result<Sockets, Error> {
        let (host, session) = self.ways.approach.connect(|host, socket| self.ways.enter(host, socket)).await?;
        let dialect = self.dialect.unwrap_or_else(|| Dialect::of_server(session.server.as_deref()));
        let life = Life::default();
        let events = Arc::new(Lane::new(session, &life, &self.ways.runtime));
        let lanes = BTreeMap::from([(Purpose::Events, Arc::new(OnceCell::new_with(Some(events))))]);
        Ok(Sockets { ways: self.ways.clone(), dialect, host, life, lanes: Mutex::new(lanes) })
    }

    fn topology(&self, links: &Arc<Sockets>) -> Arc<dyn Topology> {
        match links.dialect {
            Dialect::Artemis => {
                let (limit, user) = (self.ways.heartbeat, self.ways.approach.login().who());
                let management = OverLinks::new(links.clone(), limit, user, &self.ways.runtime);
                let directory = ArtemisDirectory::new(management.clone(), links.clone());
                let topology = ArtemisTopology::new(management, self.topology, Volatile::Queue);
                Arc::new(topology.with_directory(directory))
            }
            other => Arc::new(BySubscribing(other)),
        }
    }
}

/// The sockets of one epoch.
pub(crate) struct Sockets {
    ways: Arc<Ways>,
    dialect: Dialect,
    /// All of them lead to one broker.
    host: Host,
    life: Life,
    lanes: Mutex<BTreeMap<Purpose, Slot>>,
}

type Slot = Arc<OnceCell<Arc<Lane>>>;

/// What a lane is shared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Purpose {
    Events,
    Copies,
}

impl Sockets {
    /// A further socket. A broker that is not to be had any more ends the epoch.
    async fn open(&self) -> Result<Session, Fault> {
        let ways = &self.ways;
        let joined = ways.approach.join(&self.host, ways.heartbeat, |host, socket| ways.enter(host, socket)).await;
        joined.map(|(_, session)| session).map_err(|error| {
            let fault = Fault::gone(error.to_string());
            self.life.end(fault.clone());
            fault
        })
    }

    async fn subscribe(&self, plan: Plan) -> Result<ReceiveLink, Fault> {
        let attached = ReceiveLink::attach(self.open().await?, plan, self.life.clone());
        // The broker lives: it let us in just now.
        let silent = || Fault::new(Condition::Silent, "no receipt for the subscription");
        awake::within(self.ways.heartbeat, attached).await.ok_or_else(silent)?
    }

    async fn lane(&self, purpose: Purpose) -> Result<Arc<Lane>, Fault> {
        loop {
            let slot = self.slot(purpose);
            let lane = slot.get_or_try_init(|| async {
                Ok(Arc::new(Lane::new(self.open().await?, &self.life, &self.ways.runtime)))
            });
            let lane = lane.await?;
            if !lane.is_over() {
                return Ok(lane.clone());
            }
            // Whoever comes first replaces it.
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            if lanes.get(&purpose).is_some_and(|now| Arc::ptr_eq(now, &slot)) {
                lanes.remove(&purpose);
            }
        }
    }

    fn slot(&self, purpose: Purpose) -> Slot {
        // A map of finished entries: a panic elsewhere leaves it whole.
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.entry(purpose).or_default().clone()
    }
}

/// Whoever still hears a socket of this epoch hears its end.
impl Drop for Sockets {
    fn drop(&mut self) {
        self.life.end(Fault::gone("the connection is closed"));
    }
}

impl Links for Sockets {
    type Sender = SendLink;
    type Receiver = ReceiveLink;

    fn capabilities(&self) -> Capabilities {
        self.dialect.capabilities()
    }

    async fn attach_sender(&self, node: &Node, company: Company) -> Result<SendLink, Fault> {
        let destination = topology::destination(node, self.dialect)?;
        let lane = match (company, node) {
            (Company::Alone, _) => Arc::new(Lane::new(self.open().await?, &self.life, &self.ways.runtime)),
            (Company::Shared, Node::Address(_)) => self.lane(Purpose::Events).await?,
            (Company::Shared, _) => self.lane(Purpose::Copies).await?,
        };
        SendLink::new(lane, &destination, self.dialect)
    }

    async fn attach_receiver(&self, source: &Source) -> Result<ReceiveLink, Fault> {
        let plan = Plan::new(source, self.dialect, self.ways.prefetch_bytes)?;
        match (self.subscribe(plan).await, topology::existing(source, self.dialect)) {
            (Err(fault), Some(existing)) if fault.condition == Condition::Illegal => {
                let plan = Plan::new(source, self.dialect, self.ways.prefetch_bytes)?;
                self.subscribe(plan.from(existing)).await
            }
            (attached, _) => attached,
        }
    }

    async fn lost(&self) -> Fault {
        self.life.over().await
    }

    async fn close(&self, limit: Duration) {
        let lanes = {
            // As above.
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *lanes)
        };
        let leave = async {
            for lane in lanes.into_values().filter_map(|slot| slot.get().cloned()) {
                lane.leave().await;
            }
        };
        // A broker that does not answer is left without a word.
        drop(timeout(limit, leave).await);
        self.life.end(Fault::gone("the connection is closed"));
    }
}
