//! What is tortured: a broker, the ways to it, the processes.

mod process;

use std::{path::Path, time::Duration};

use tidings_broker::Artemis;
use tokio::sync::{Mutex, MutexGuard};

pub(crate) use process::{HEARTBEAT, Process};

use super::{
    Error, Length, Options,
    chance::Chance,
    clock::Moment,
    options::Plant,
    program::{Role, Task},
    proxy::Proxy,
};

/// How long a process may take until it is back; a machine may be busy.
const BACK: Duration = Duration::from_secs(120);

pub(crate) struct Stage {
    pub(crate) broker: Artemis,
    /// Where it speaks the protocol of the run.
    pub(crate) port: u16,
    /// The first publisher, the first worker and the cache reach the broker over these, the others directly.
    pub(crate) proxies: Vec<Proxy>,
    pub(crate) publishers: Vec<Mutex<Process>>,
    pub(crate) listeners: Vec<Mutex<Process>>,
}

impl Stage {
    /// Starts all of it; every queue is there before the first event is sent.
    pub(crate) async fn set(options: &Options, folder: &Path, chance: &mut Chance) -> Result<Self, Error> {
        let broker = Artemis::builder().start_timeout(Duration::from_secs(120)).start().await?;
        let port = options.protocol.port(&broker);
        let direct = matches!(options.length, Length::Restarts(_));
        let mut proxies = Vec::new();
        let mut process = async |role, name: &str, proxied: bool, chance: &mut Chance| {
            let port = if proxied && !direct {
                proxies.push(Proxy::to(port).await?);
                proxies.last().map_or(port, Proxy::port)
            } else {
                port
            };
            let lie = match (options.plant, role) {
                (Plant::Unhandled, Role::Cache) | (Plant::Unsent, Role::Publisher(2)) => Some(2),
                _ => None,
            };
            let task = Task {
                role,
                name: name.to_owned(),
                life: 0,
                protocol: options.protocol,
                port,
                heartbeat: HEARTBEAT,
                send_timeout: Duration::from_secs(10),
                rate: options.rate,
                journal: folder.join(format!("{name}.journal")),
                lie,
            };
            let mut process = Process::new(options.program.clone(), folder, task, chance.split());
            process.start()?;
            process.ready(BACK).await?;
            Ok::<_, Error>(Mutex::new(process))
        };
        let listeners = vec![
            process(Role::Worker, "worker-1", true, chance).await?,
            process(Role::Worker, "worker-2", false, chance).await?,
            process(Role::Cache, "cache-1", true, chance).await?,
        ];
        let publishers = vec![
            process(Role::Publisher(1), "publisher-1", true, chance).await?,
            process(Role::Publisher(2), "publisher-2", false, chance).await?,
        ];
        Ok(Self { broker, port, proxies, publishers, listeners })
    }

    /// All processes, one by one.
    pub(crate) fn processes(&self) -> impl Iterator<Item = &Mutex<Process>> {
        self.publishers.iter().chain(&self.listeners)
    }

    /// Tells both publishers something.
    pub(crate) async fn tell(&self, word: &str) -> Result<(), Error> {
        for publisher in &self.publishers {
            publisher.lock().await.tell(word).await?;
        }
        Ok(())
    }

    /// Waits until every process got on after a moment, and gives for each when it did.
    ///
    /// # Errors
    /// One did not come back in time, or ended.
    pub(crate) async fn back(&self, after: Moment) -> Result<Vec<(String, Moment)>, Error> {
        let mut back = Vec::new();
        for process in self.processes() {
            let mut process: MutexGuard<'_, Process> = process.lock().await;
            let at = process.progress(after, BACK).await?;
            back.push((process.name().to_owned(), at));
        }
        Ok(back)
    }
}
