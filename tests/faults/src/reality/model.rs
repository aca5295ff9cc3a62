use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tidings_core::{
    Error,
    provider::{Context, Limits},
};
use tidings_wire::link::Connector;
use tokio::{select, time::sleep};

use super::{
    failed::Failed,
    run::{Seen, run},
    scripts, settings,
    world::{Connected, World},
};
use crate::{
    Protocol,
    links::{self, Simulated},
    model::{Broker, Chance, Time},
    network::{Happening, Strikes, Weather, Witness},
    process::{Clock, Process},
    stomp,
};

/// Good weather: nothing goes wrong that no script asked for.
const WEATHER: Weather = Weather {
    latency_ms: 2,
    sender_credit: 1_000,
    is_narrow: false,
    half_open: 0,
    outage_ms: 3_000,
    heartbeat: Time::from_secs(10),
};
/// Then a broker that was restarted is back.
const RESTART: Duration = Duration::from_secs(4);

struct Nobody;

impl Witness for Nobody {
    fn see(&mut self, _: Time, _: u64, _: &Happening<'_>) {}
}

/// Runs the scenario of this name on a model of its own, in virtual time.
///
/// # Errors
/// There is no clock to be had.
pub fn on_model(protocol: Protocol, name: &str) -> Result<Seen, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.map_err(|error| Failed::new("start a runtime", error))?;
    runtime.block_on(async {
        let clock = Clock::start();
        let mut chance = Chance::new(0);
        let broker = Broker::new(settings::of_model());
        match protocol {
            Protocol::Amqp => {
                let network = links::Network::new(clock, broker, WEATHER, Strikes::default(), chance.fork(1), Nobody);
                let (way, cutting, restarting) = (network.clone(), network.clone(), network.clone());
                let world = Model {
                    protocol,
                    clock,
                    chance: Mutex::new(chance),
                    lives: AtomicU64::new(1),
                    make: move |process: &Process, context| Ok(Simulated::new(&way, process).connector(context)),
                    cut: Arc::new(move |process| cutting.cut(process)),
                    restart: Box::new(move || restarting.restart_broker()),
                };
                seen(name, &world, network.run()).await
            }
            Protocol::Stomp => {
                let network = stomp::Network::new(clock, broker, WEATHER, Strikes::default(), chance.fork(1), Nobody);
                let (way, cutting, restarting) = (network.clone(), network.clone(), network.clone());
                let world = Model {
                    protocol,
                    clock,
                    chance: Mutex::new(chance),
                    lives: AtomicU64::new(1),
                    make: move |process: &Process, context| stomp::provider(&way, process).connector(context),
                    cut: Arc::new(move |process| cutting.cut(process)),
                    restart: Box::new(move || restarting.restart_broker()),
                };
                seen(name, &world, network.run()).await
            }
        }
    })
}

async fn seen<W: World>(name: &str, world: &W, network: impl Future<Output = ()>) -> Result<Seen, Failed> {
    let case = scripts::all::<W>().into_iter().find(|case| case.name == name);
    let case = case.ok_or_else(|| Failed::new("find a scenario", name))?;
    select! {
        biased;
        seen = run(&case, world) => Ok(seen),
        () = network => Err(Failed::new("run the network", "it ended")),
    }
}

/// The model, reached by the connector that `make` gives to a process.
struct Model<M> {
    protocol: Protocol,
    clock: Clock,
    chance: Mutex<Chance>,
    lives: AtomicU64,
    make: M,
    cut: Arc<dyn Fn(&Process) + Send + Sync>,
    restart: Box<dyn Fn() + Send + Sync>,
}

impl<M, C> World for Model<M>
where
    M: Fn(&Process, Context) -> Result<C, Error> + Send + Sync + 'static,
    C: Connector,
{
    type Connector = C;

    fn protocol(&self) -> Protocol {
        self.protocol
    }

    async fn connect(&self) -> Result<Connected<C::Links>, Failed> {
        let life = self.lives.fetch_add(1, Ordering::Relaxed);
        let source = self.chance.lock().unwrap_or_else(PoisonError::into_inner).fork(life);
        let process = Process::unscheduled(life, "script");
        let context = Context::new(process.runtime(self.clock, source), Limits::default());
        let links = (self.make)(&process, context)?.connect().await?;
        let cut = self.cut.clone();
        Ok(Connected { links: Arc::new(links), cut: Box::new(move || cut(&process)) })
    }

    async fn restart(&self) -> Result<(), Failed> {
        (self.restart)();
        sleep(RESTART).await;
        Ok(())
    }
}
