use std::sync::Arc;

use async_trait::async_trait;
use tidings_core::{
    Error, Problem,
    provider::{Capabilities, Claim, Connection, Context, Provider},
};
use tidings_wire::{
    connection::{self, Settings},
    link::Connector,
};

use super::{
    Network,
    connector::{SimulatedConnector, capabilities},
};
use crate::process::Process;

/// The provider of one life of a process: what AMQP is above its link seam, over the network.
pub(crate) struct Simulated {
    network: Network,
    process: Process,
}

impl Simulated {
    /// The provider for a process.
    pub(crate) fn new(network: &Network, process: &Process) -> Self {
        Self { network: network.clone(), process: process.clone() }
    }

    /// What connects, without what stands above links.
    pub(crate) fn connector(&self, context: Context) -> impl Connector + use<> {
        SimulatedConnector { network: self.network.clone(), process: self.process.clone(), context }
    }
}

#[async_trait]
impl Provider for Simulated {
    fn name(&self) -> &str {
        "simulated"
    }

    fn capabilities(&self) -> Capabilities {
        capabilities()
    }

    fn check(&self, _: &[Claim]) -> Vec<Problem> {
        Vec::new()
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        connection::open(self.connector(context.clone()), Settings::new(context, "simulated:0", "simulated")).await
    }
}
