use std::{sync::Arc, time::Duration};

use tidings_artemis::{
    directory::ArtemisDirectory,
    management::OverLinks,
    topology::{ArtemisTopology, Options, Volatile},
};
use tidings_core::{
    Error,
    provider::{BodyKind, Capabilities, Context},
};
use tidings_wire::{
    link::{self, Company, Condition, Connector, Fault, Node, Source},
    topology::Topology,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout},
};

use super::{
    Network,
    connection::{Client, Told},
    node,
    packet::{Answer, Packet, Up},
    receiver::SimulatedReceiver,
    sender::SimulatedSender,
    state::fault,
};
use crate::{network::Task, process::Process};

/// Connects a process through the network.
pub(super) struct SimulatedConnector {
    pub(super) network: Network,
    pub(super) process: Process,
    pub(super) context: Context,
}

/// What Artemis can do over AMQP.
pub(super) fn capabilities() -> Capabilities {
    let mut capabilities = Capabilities::none(BodyKind::Encoded);
    capabilities.durable = true;
    capabilities.across_processes = true;
    capabilities.delay = true;
    capabilities.ordered = true;
    capabilities.keys = true;
    capabilities.deduplicates = true;
    capabilities.redelivered = true;
    capabilities.dead_letters = true;
    capabilities.volatile_queues = true;
    capabilities.global_names = true;
    capabilities.reconnects = true;
    capabilities.knows_unroutable = true;
    capabilities
}

impl Connector for SimulatedConnector {
    type Links = SimulatedLinks;

    async fn connect(&self) -> Result<SimulatedLinks, Error> {
        let client = Client::new(&self.network, &self.process);
        let limit = self.context.limits.heartbeat;
        let links = SimulatedLinks { client, limit };
        let connecting = async {
            let told = links.client.ask(None, None, Up::Connect)?;
            links.client.answer(told).await
        };
        let said = links.within(connecting).await;
        match said {
            Ok(Answer::Refused(refusal)) => Err(fault(&refusal).into_error("connect")),
            Ok(_) => Ok(links),
            Err(fault) => Err(fault.into_error("connect").with_retryable(true)),
        }
    }

    fn topology(&self, links: &Arc<SimulatedLinks>) -> Arc<dyn Topology> {
        let Context { limits, runtime, .. } = &self.context;
        let management = OverLinks::new(links.clone(), limits.heartbeat, "simulated", runtime);
        let directory = ArtemisDirectory::new(management.clone(), links.clone());
        let topology = ArtemisTopology::new(management, Options::default(), Volatile::Subscription);
        Arc::new(topology.with_directory(directory))
    }
}

/// An open connection.
pub(super) struct SimulatedLinks {
    client: Client,
    limit: Duration,
}

impl SimulatedLinks {
    /// Ends after the time in which a living broker answers.
    async fn within(&self, asked: impl Future<Output = Result<Answer, Fault>>) -> Result<Answer, Fault> {
        let until = Instant::now() + self.limit;
        match tokio::time::timeout_at(until, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Fault::new(Condition::Silent, format!("no answer within {:?}", self.limit))),
        }
    }

    async fn answer(&self, told: Told) -> Result<Answer, Fault> {
        self.within(self.client.answer(told)).await
    }
}

impl link::Links for SimulatedLinks {
    type Sender = SimulatedSender;
    type Receiver = SimulatedReceiver;

    fn capabilities(&self) -> Capabilities {
        capabilities()
    }

    async fn attach_sender(&self, node: &Node, _: Company) -> Result<SimulatedSender, Fault> {
        let target = node::target(node);
        let told = self.client.ask(None, None, |question| Up::AttachSender(question, target.clone()))?;
        match self.answer(told).await? {
            Answer::Refused(refusal) => Err(fault(&refusal)),
            _ => {
                let credit = self.client.network.with(|state, _| state.weather.sender_credit);
                let room = Arc::new(Semaphore::new(credit));
                Ok(SimulatedSender { client: self.client.clone(), target, room })
            }
        }
    }

    async fn attach_receiver(&self, source: &Source) -> Result<SimulatedReceiver, Fault> {
        let source = Box::new(node::source(source));
        let told = self.client.ask(None, None, |question| Up::AttachReceiver(question, source))?;
        match self.answer(told).await? {
            Answer::Consumer(consumer, queue) => {
                let inbox = self.client.inbox(consumer).ok_or_else(|| self.client.fault())?;
                Ok(SimulatedReceiver::new(self.client.clone(), consumer, queue, inbox))
            }
            Answer::Refused(refusal) => Err(fault(&refusal)),
            _ => Err(Fault::new(Condition::Other, "an odd answer")),
        }
    }

    async fn lost(&self) -> Fault {
        let mut lost = self.client.lost.clone();
        match lost.wait_for(Option::is_some).await {
            Ok(fault) => fault.clone().unwrap_or_else(|| Fault::gone("the connection is closed")),
            Err(_) => Fault::gone("the connection is closed"),
        }
    }

    async fn close(&self, limit: Duration) {
        if let Ok(told) = self.client.ask(None, None, Up::Close) {
            // A broker that does not answer keeps nothing of this connection for long.
            drop(timeout(limit, self.client.answer(told)).await);
        }
        self.client.network.with(|state, now| state.own_at(now, Packet::Lost(self.client.wire, "closed", false)));
        self.client.network.stir();
    }
}

impl Drop for SimulatedLinks {
    fn drop(&mut self) {
        if self.client.process.is_alive() {
            self.client.network.with(|state, now| state.at(now, Task::Cut(self.client.wire)));
            self.client.network.stir();
        }
    }
}
