//! A model of a broker that does what a test tells it, for what no real broker can be made to do.

use std::{
    future::{Future, pending},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll},
    time::Duration,
};

use async_trait::async_trait;
use tidings_core::{
    Error,
    provider::{BodyKind, Capabilities, Claim},
};
use tokio::sync::{oneshot, watch};

use super::{
    Body, Company, Condition, Connector, Disposition, Fault, LinkReceiver, LinkSender, Links, Message, Node, Received,
    Source, TransferError, Verdict,
};
use crate::{
    routing::{Directory, model::Books},
    topology::{Place, Prepared, Topology},
};

/// What the broker does with a transfer.
pub(crate) enum Reaction {
    Accept,
    Reject(Fault),
    /// It decides later, or never.
    Hold,
    /// It ends the connection.
    Close(Fault),
}

type React = Box<dyn FnMut(&str) -> Reaction + Send>;

/// The broker; clones are the same one.
#[derive(Clone)]
pub(crate) struct Model(Arc<Mutex<State>>);

struct State {
    react: React,
    transfers: Vec<String>,
    attach: Option<Fault>,
    refused: u32,
    broken: u32,
    lost: watch::Sender<Option<Fault>>,
    held: Vec<oneshot::Sender<Verdict>>,
    connections: u32,
    doomed: u32,
    fatal: u32,
    receivers: u32,
    senders: u32,
    attached: u32,
    starved: u32,
    silent: bool,
    books: Option<Books>,
}

impl Model {
    pub(crate) fn new(react: impl FnMut(&str) -> Reaction + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(State {
            react: Box::new(react),
            transfers: Vec::new(),
            attach: None,
            refused: 0,
            broken: 0,
            lost: watch::channel(None).0,
            held: Vec::new(),
            connections: 0,
            doomed: 0,
            fatal: 0,
            receivers: 0,
            senders: 0,
            attached: 0,
            starved: 0,
            silent: false,
            books: None,
        })))
    }

    /// With books of who listens, which can be asked.
    pub(crate) fn with_books(self, books: Books) -> Self {
        self.lock().books = Some(books);
        self
    }

    /// From now on nobody may attach, or everybody again.
    pub(crate) fn refuse_links(&self, fault: Option<Fault>) {
        self.lock().attach = fault;
    }

    /// The next so many connections are refused.
    pub(crate) fn refuse_connections(&self, n: u32) {
        self.lock().refused = n;
    }

    /// The next so many connections break whoever opens them.
    pub(crate) fn break_connections(&self, n: u32) {
        self.lock().broken = n;
    }

    /// The next so many links that send get no credit.
    pub(crate) fn starve_senders(&self, n: u32) {
        self.lock().starved = n;
    }

    /// Whoever attaches to send gets no answer.
    pub(crate) fn answer_no_senders(&self) {
        self.lock().silent = true;
    }

    /// How many links that send there have been.
    pub(crate) fn senders(&self) -> u32 {
        self.lock().senders
    }

    /// How many links that send there are.
    pub(crate) fn attached(&self) -> u32 {
        self.lock().attached
    }

    /// The next so many links that receive end at once, and their connection goes on.
    pub(crate) fn end_receivers(&self, n: u32) {
        self.lock().doomed = n;
    }

    /// The next so many times that somebody wants to receive, the connection ends.
    pub(crate) fn end_with_receivers(&self, n: u32) {
        self.lock().fatal = n;
    }

    /// Ends the connection.
    pub(crate) fn close(&self, fault: Fault) {
        self.lock().end(fault);
    }

    /// From now on transfers meet this.
    pub(crate) fn react(&self, react: impl FnMut(&str) -> Reaction + Send + 'static) {
        self.lock().react = Box::new(react);
    }

    /// The bodies that were transferred since this was last asked, in order.
    pub(crate) fn transfers(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().transfers)
    }

    pub(crate) fn connections(&self) -> u32 {
        self.lock().connections
    }

    /// How many links that receive there have been.
    pub(crate) fn receivers(&self) -> u32 {
        self.lock().receivers
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl State {
    fn end(&mut self, fault: Fault) {
        self.held.clear();
        self.lost.send_replace(Some(fault));
    }
}

impl Connector for Model {
    type Links = ModelLinks;

    async fn connect(&self) -> Result<ModelLinks, Error> {
        let mut state = self.lock();
        if state.refused > 0 {
            state.refused -= 1;
            return Err(Fault::gone("refused").into_error("connect"));
        }
        if state.broken > 0 {
            state.broken -= 1;
            drop(state);
            panic!("what the peer said breaks the decoder");
        }
        state.connections += 1;
        state.lost = watch::channel(None).0;
        Ok(ModelLinks { model: self.clone(), lost: state.lost.subscribe() })
    }

    fn topology(&self, _: &Arc<ModelLinks>) -> Arc<dyn Topology> {
        Arc::new(Everything(self.lock().books.clone()))
    }
}

pub(crate) struct ModelLinks {
    model: Model,
    lost: watch::Receiver<Option<Fault>>,
}

impl Links for ModelLinks {
    type Sender = ModelSender;
    type Receiver = ModelReceiver;

    fn capabilities(&self) -> Capabilities {
        Capabilities::none(BodyKind::Encoded)
    }

    async fn attach_sender(&self, _: &Node, _: Company) -> Result<ModelSender, Fault> {
        let is_silent = self.model.lock().silent;
        if is_silent {
            pending::<()>().await;
        }
        let mut state = self.model.lock();
        if let Some(fault) = state.attach.clone() {
            return Err(fault);
        }
        state.senders += 1;
        state.attached += 1;
        let is_starved = state.starved > 0;
        state.starved = state.starved.saturating_sub(1);
        Ok(ModelSender { model: self.model.clone(), lost: self.lost.clone(), is_starved })
    }

    async fn attach_receiver(&self, _: &Source) -> Result<ModelReceiver, Fault> {
        let mut state = self.model.lock();
        if let Some(fault) = state.attach.clone() {
            return Err(fault);
        }
        if state.fatal > 0 {
            state.fatal -= 1;
            let fault = Fault::gone("the broker was stopped");
            state.end(fault.clone());
            return Err(fault);
        }
        state.receivers += 1;
        let is_doomed = state.doomed > 0;
        state.doomed = state.doomed.saturating_sub(1);
        Ok(ModelReceiver { is_doomed })
    }

    async fn lost(&self) -> Fault {
        let mut lost = self.lost.clone();
        match lost.wait_for(Option::is_some).await {
            Ok(fault) => fault.clone().unwrap(),
            Err(_) => Fault::gone("a new connection has begun"),
        }
    }

    async fn close(&self, _: Duration) {}
}

pub(crate) struct ModelSender {
    model: Model,
    lost: watch::Receiver<Option<Fault>>,
    is_starved: bool,
}

impl LinkSender for ModelSender {
    type Outcome = ModelOutcome;

    async fn transfer(&mut self, message: Message) -> Result<ModelOutcome, TransferError> {
        if let Some(fault) = self.lost.borrow().clone() {
            return Err(TransferError::Lost(fault));
        }
        if self.is_starved {
            pending::<()>().await;
        }
        let body = match message.body {
            Body::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
            _ => panic!("the tests send text"),
        };
        let mut state = self.model.lock();
        state.transfers.push(body.clone());
        let (tell, outcome) = oneshot::channel();
        match (state.react)(&body) {
            Reaction::Accept => tell.send(Verdict::Accepted).unwrap(),
            Reaction::Reject(fault) => tell.send(Verdict::Rejected(fault)).unwrap(),
            Reaction::Hold => state.held.push(tell),
            Reaction::Close(fault) => state.end(fault),
        }
        Ok(ModelOutcome { outcome, lost: self.lost.clone() })
    }

    async fn detach(self, _: Duration) {}
}

impl Drop for ModelSender {
    fn drop(&mut self) {
        self.model.lock().attached -= 1;
    }
}

pub(crate) struct ModelOutcome {
    outcome: oneshot::Receiver<Verdict>,
    lost: watch::Receiver<Option<Fault>>,
}

impl Future for ModelOutcome {
    type Output = Result<Verdict, Fault>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.outcome).poll(cx).map(|told| {
            told.map_err(|_| self.lost.borrow().clone().unwrap_or_else(|| Fault::gone("the connection has ended")))
        })
    }
}

/// Receives nothing.
pub(crate) struct ModelReceiver {
    is_doomed: bool,
}

impl LinkReceiver for ModelReceiver {
    type Delivery = ();

    async fn receive(&mut self) -> Result<Received<()>, Fault> {
        match self.is_doomed {
            true => Err(Fault::new(Condition::Other, "consumer disconnected by server")),
            false => pending().await,
        }
    }

    async fn credit(&mut self, _: u32) -> Result<(), Fault> {
        Ok(())
    }

    async fn settle(&mut self, _: Vec<()>, _: Disposition) -> Result<(), Fault> {
        Ok(())
    }

    fn reply_to(&self) -> Option<String> {
        None
    }

    async fn detach(self, _: Duration) {}
}

/// Has every queue that somebody wants; those of a server have no name, as where nobody may make one.
struct Everything(Option<Books>);

#[async_trait]
impl Topology for Everything {
    async fn check(&self, _: &Claim) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn prepare(&self, claim: &Claim) -> Result<Prepared, Error> {
        let node = if claim.server().is_some() { Node::Temporary } else { Node::Queue };
        Ok(Prepared::new(node(claim.clone())))
    }

    async fn verify(&self, _: &Claim) -> Result<(), Error> {
        Ok(())
    }

    async fn nudge(&self, _: &Claim) -> Result<(), Error> {
        Ok(())
    }

    async fn remove(&self, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Vec<Place>, Error> {
        if let Some(books) = &self.0 {
            books.add(&claim.dead_letter_queue(), &claim.dead_letter_queue());
        }
        Ok(vec![Place::own(claim.dead_letter_queue())])
    }

    fn directory(&self) -> Option<Arc<dyn Directory>> {
        self.0.clone().map(|books| Arc::new(books) as _)
    }
}
