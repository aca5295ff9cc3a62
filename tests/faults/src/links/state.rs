use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use tidings_wire::link::{Condition, Fault};
use tokio::sync::{Notify, OwnedSemaphorePermit, oneshot, watch};

use super::packet::{Answer, Given, Question};
use crate::{
    model::{ConnectionId, ConsumerId, Message, Refusal, RefusalKind, SendId, Target, Time},
    network::{self, Wire},
    process::Process,
};

/// What the network knows of links.
#[derive(Default)]
pub(crate) struct Own {
    pub(super) consumers: BTreeMap<ConsumerId, Consumer>,
    pub(super) sends: BTreeMap<SendId, (Wire, Question)>,
}

/// A connection, from end to end.
pub(crate) struct Line {
    pub(super) process: Process,
    /// When it was made.
    pub(super) opened: Time,
    /// The broker's end, while it has one.
    pub(super) connection: Option<ConnectionId>,
    /// What is under way is lost.
    pub(super) is_cut: bool,
    /// Nothing overtakes what was said before.
    pub(super) up_due: Time,
    pub(super) down_due: Time,
    pub(super) lost: watch::Sender<Option<Fault>>,
    pub(super) questions: BTreeMap<Question, Asked>,
    pub(super) inboxes: BTreeMap<ConsumerId, Arc<Inbox>>,
}

impl network::Line for Line {
    fn process(&self) -> &Process {
        &self.process
    }

    fn is_cut(&mut self) -> &mut bool {
        &mut self.is_cut
    }

    fn bereave(&mut self) {
        self.questions.clear();
        self.inboxes.clear();
    }

    fn disconnect(&mut self) {
        self.connection = None;
    }
}

/// Somebody who waits for an answer.
pub(super) struct Asked {
    pub(super) tell: oneshot::Sender<Result<Answer, Fault>>,
    /// What was transferred.
    pub(super) transfer: Option<(Target, Message)>,
    /// Room at the link that is free again with the answer.
    pub(super) _room: Option<OwnedSemaphorePermit>,
}

/// A consumer as the broker's end knows it.
pub(super) struct Consumer {
    pub(super) wire: Wire,
    pub(super) queue: Arc<str>,
    /// How many deliveries it was given.
    pub(super) sent: u64,
}

/// What has come for a link that receives.
#[derive(Default)]
pub(super) struct Inbox {
    content: Mutex<Content>,
    pub(super) news: Notify,
}

#[derive(Default)]
struct Content {
    given: VecDeque<Given>,
    end: Option<Fault>,
}

impl Inbox {
    pub(super) fn put(&self, given: Given) {
        self.content.lock().unwrap_or_else(PoisonError::into_inner).given.push_back(given);
        self.news.notify_one();
    }

    pub(super) fn end(&self, fault: Fault) {
        self.content.lock().unwrap_or_else(PoisonError::into_inner).end.get_or_insert(fault);
        self.news.notify_one();
    }

    /// The next delivery, the end, or neither yet.
    pub(super) fn take(&self) -> Option<Result<Given, Fault>> {
        let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        match content.given.pop_front() {
            Some(given) => Some(Ok(given)),
            None => content.end.clone().map(Err),
        }
    }
}

/// A refusal in the words of the seam.
pub(super) fn fault(refusal: &Refusal) -> Fault {
    let condition = match refusal.kind {
        RefusalKind::NotFound => Condition::NotFound,
        RefusalKind::Illegal => Condition::Illegal,
        RefusalKind::Full => Condition::Full,
        RefusalKind::Unauthorized => Condition::Unauthorized,
        RefusalKind::Deleted => Condition::Deleted,
        RefusalKind::Gone => Condition::Gone,
        RefusalKind::Other => Condition::Other,
    };
    Fault::new(condition, refusal.said.clone())
}
