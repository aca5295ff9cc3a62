//! The client's end of a connection.

use std::sync::Arc;

use tidings_wire::link::Fault;
use tokio::sync::{OwnedSemaphorePermit, oneshot, watch};

use super::{
    Network,
    packet::{Answer, Question, Up},
    state::{Asked, Inbox, Line},
};
use crate::{
    model::{ConsumerId, Message, Target, Time},
    network::Wire,
    process::Process,
};

/// A connection as its process has it; clones are the same one.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) network: Network,
    pub(super) process: Process,
    pub(super) wire: Wire,
    pub(super) lost: watch::Receiver<Option<Fault>>,
}

/// An answer to come.
pub(super) type Told = oneshot::Receiver<Result<Answer, Fault>>;

impl Client {
    /// A line to the broker, not yet connected.
    pub(super) fn new(network: &Network, process: &Process) -> Self {
        let (tell, lost) = watch::channel(None);
        let wire = network.with(|state, now| {
            let wire = Wire(state.number());
            let line = Line {
                process: process.clone(),
                opened: now,
                connection: None,
                is_cut: false,
                up_due: Time::ZERO,
                down_due: Time::ZERO,
                lost: tell,
                questions: std::collections::BTreeMap::new(),
                inboxes: std::collections::BTreeMap::new(),
            };
            state.lines.insert(wire, line);
            wire
        });
        Self { network: network.clone(), process: process.clone(), wire, lost }
    }

    /// Says something that is answered.
    pub(super) fn ask(
        &self,
        transfer: Option<(Target, Message)>,
        room: Option<OwnedSemaphorePermit>,
        up: impl FnOnce(Question) -> Up,
    ) -> Result<Told, Fault> {
        let (tell, told) = oneshot::channel();
        self.network.with(|state, now| {
            let question = Question(state.number());
            let line = state.line(self.wire)?;
            line.questions.insert(question, Asked { tell, transfer, _room: room });
            state.up(self.wire, up(question), now)
        })?;
        self.network.stir();
        Ok(told)
    }

    /// Says something that is not answered.
    pub(super) fn tell(&self, up: Up) -> Result<(), Fault> {
        self.network.with(|state, now| {
            state.line(self.wire)?;
            state.up(self.wire, up, now)
        })?;
        self.network.stir();
        Ok(())
    }

    /// What has come for a consumer.
    pub(super) fn inbox(&self, consumer: ConsumerId) -> Option<Arc<Inbox>> {
        self.network.with(|state, _| state.lines.get(&self.wire)?.inboxes.get(&consumer).cloned())
    }

    /// Why the connection is gone.
    pub(super) fn fault(&self) -> Fault {
        self.lost.borrow().clone().unwrap_or_else(|| Fault::gone("the connection has ended"))
    }

    /// Waits for an answer.
    pub(super) async fn answer(&self, told: Told) -> Result<Answer, Fault> {
        match told.await {
            Ok(answer) => answer,
            Err(_) => Err(self.fault()),
        }
    }
}
