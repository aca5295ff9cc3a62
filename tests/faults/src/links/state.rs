use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use tidings_wire::link::{Condition, Fault};
use tokio::sync::{Notify, OwnedSemaphorePermit, oneshot, watch};

use super::{
    Hits, Plan, Weather, Witness,
    packet::{Answer, Given, Question, Task, Wire},
};
use crate::{
    model::{Broker, Chance, ConnectionId, ConsumerId, Message, Refusal, RefusalKind, SendId, Target, Time},
    process::Process,
};

/// Everything that is beyond the processes: the wires, the broker, and what goes wrong.
pub(super) struct State {
    pub(super) broker: Broker,
    /// Until when the broker is not there.
    pub(super) down_until: Time,
    pub(super) agenda: BTreeMap<(Time, u64), Task>,
    pub(super) next: u64,
    pub(super) lines: BTreeMap<Wire, Line>,
    pub(super) consumers: BTreeMap<ConsumerId, Consumer>,
    pub(super) sends: BTreeMap<SendId, (Wire, Question)>,
    pub(super) plan: Plan,
    pub(super) is_calm: bool,
    pub(super) hits: Hits,
    pub(super) weather: Weather,
    pub(super) chance: Chance,
    pub(super) witness: Box<dyn Witness>,
    /// Who is to crash as soon as nothing is locked.
    pub(super) victims: Vec<Process>,
    pub(super) trace: Option<Vec<String>>,
}

impl State {
    /// Whether an address of events gives no credit.
    pub(super) fn is_full(&self, target: &Target) -> bool {
        let is_of = |queue: &str| self.broker.address_of(queue).is_some_and(|address| address == target.address);
        self.weather.is_narrow
            && target.address.starts_with("sim.")
            && self.broker.queue_names().iter().any(|queue| is_of(queue) && self.broker.depth(queue) > Some(0))
    }
}

/// A connection, from end to end.
pub(super) struct Line {
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

impl State {
    pub(super) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(super) fn at(&mut self, time: Time, task: Task) {
        let number = self.number();
        self.agenda.insert((time, number), task);
    }

    pub(super) fn millis(&mut self, low: u64, high: u64) -> Time {
        Time::from_millis(self.chance.between(low, high))
    }

    pub(super) fn say(&mut self, now: Time, text: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>10.3} {}", now.as_secs_f64(), text()));
        }
    }

    /// Writes down what happens on a connection.
    pub(super) fn say_of(&mut self, wire: Wire, now: Time, text: impl FnOnce() -> String) {
        if self.trace.is_some() {
            let name = self.lines.get(&wire).map_or("nobody", |line| line.process.name()).to_owned();
            self.say(now, || format!("{name}/{} {}", wire.0, text()));
        }
    }
}
