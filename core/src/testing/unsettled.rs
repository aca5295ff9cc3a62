use std::{collections::VecDeque, task::Waker};

use tokio::sync::watch;

use crate::{
    error::ErrorKind,
    provider::{Content, Health, Incoming, Settlement, Token},
};

/// What happened between a queue and its listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// So many further deliveries were allowed.
    Granted(u32),
    /// A delivery was given.
    Given(Token),
    /// A delivery of the present epoch was settled.
    Settled(Token, Settlement),
    /// Something was settled that was not to be settled any more: twice, or of an epoch that ended.
    Ignored(Token),
    /// The credit was taken back.
    Paused,
    /// The queue was left in order.
    Closed,
}

/// The state of one queue.
#[derive(Default)]
pub(super) struct Unsettled {
    pub(super) waiting: VecDeque<Incoming>,
    tokens: u64,
    pub(super) credit: u32,
    pub(super) unsettled: Vec<Token>,
    pub(super) most: usize,
    pub(super) log: Vec<Step>,
    pub(super) lost: bool,
    pub(super) ended: Option<ErrorKind>,
    pub(super) open: bool,
    pub(super) waker: Option<Waker>,
    health: Option<watch::Sender<Health>>,
}

impl Unsettled {
    /// Puts a delivery at the end.
    pub(super) fn put(&mut self, content: Content, redelivered: bool) -> Token {
        self.tokens += 1;
        let token = Token(self.tokens);
        self.waiting.push_back(Incoming::new(token, content, redelivered));
        token
    }

    /// What was settled, in order.
    pub(super) fn settled(&self) -> Vec<(Token, Settlement)> {
        let settled = |step: &Step| if let Step::Settled(token, how) = step { Some((*token, *how)) } else { None };
        self.log.iter().filter_map(settled).collect()
    }

    /// Gives what was granted; whether that is anything.
    pub(super) fn give(&mut self, batch: &mut Vec<Incoming>) -> bool {
        let before = batch.len();
        while self.credit > 0
            && let Some(incoming) = self.waiting.pop_front()
        {
            self.credit -= 1;
            self.unsettled.push(incoming.token);
            self.log.push(Step::Given(incoming.token));
            batch.push(incoming);
        }
        self.most = self.most.max(self.unsettled.len());
        batch.len() > before
    }

    /// Whether it is received from, as the script says.
    pub(super) fn health(&mut self) -> &watch::Sender<Health> {
        self.health.get_or_insert_with(|| watch::Sender::new(Health::Up))
    }

    pub(super) fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}
