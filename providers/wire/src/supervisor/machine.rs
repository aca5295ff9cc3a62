use std::sync::Arc;

use tidings_core::{
    Error, ErrorKind,
    runtime::{Runtime, later},
};
use tokio::time::Instant;

use super::{Action, Epoch, Input, Patience, State};

/// The state machine; see the [module](super).
#[derive(Debug)]
pub struct Supervisor {
    patience: Patience,
    runtime: Runtime,
    phase: Phase,
    epoch: Epoch,
    failures: u32,
    // Until when the start may go on; `None` once its outcome was told.
    start_ends: Option<Instant>,
    was_up: bool,
}

#[derive(Debug)]
enum Phase {
    Idle,
    Connecting { cause: Option<Arc<Error>> },
    Up,
    Waiting { until: Instant, cause: Arc<Error> },
    Stopped,
}

impl Supervisor {
    /// A supervisor of a connection that nobody wants yet; `runtime` gives the jitter.
    pub fn new(patience: Patience, runtime: Runtime) -> Self {
        Self { patience, runtime, phase: Phase::Idle, epoch: Epoch(0), failures: 0, start_ends: None, was_up: false }
    }

    /// What is to be done after `input`, in this order.
    ///
    /// Reports of an epoch that is over change nothing.
    pub fn step(&mut self, input: Input, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        match (input, &self.phase) {
            (_, Phase::Stopped) => {}
            (Input::Start, Phase::Idle) => {
                self.start_ends = Some(later(now, self.patience.start));
                self.connect(None, &mut actions);
                actions.extend(self.start_ends.map(Action::Wake));
            }
            (Input::Connected(epoch), Phase::Connecting { .. }) if epoch == self.epoch => self.up(&mut actions),
            (Input::Failed(epoch, error), Phase::Connecting { .. }) if epoch == self.epoch => {
                self.failed(error, now, &mut actions);
            }
            (Input::Lost(epoch, error), Phase::Up) if epoch == self.epoch => self.failed(error, now, &mut actions),
            (Input::Woken, _) => self.woken(now, &mut actions),
            (Input::Stop, phase) => {
                if matches!(phase, Phase::Connecting { .. }) {
                    actions.push(Action::Abandon(self.epoch));
                }
                self.tell_start(Err(Arc::new(Error::new(ErrorKind::Closed, "connect"))), &mut actions);
                self.phase = Phase::Stopped;
                actions.push(Action::Report(State::Stopped));
            }
            (Input::Start | Input::Connected(_) | Input::Failed(..) | Input::Lost(..), _) => {}
        }
        actions
    }

    fn connect(&mut self, cause: Option<Arc<Error>>, actions: &mut Vec<Action>) {
        self.epoch = Epoch(self.epoch.0 + 1);
        actions.push(Action::Report(State::Connecting(cause.clone())));
        actions.push(Action::Connect(self.epoch));
        self.phase = Phase::Connecting { cause };
    }

    fn up(&mut self, actions: &mut Vec<Action>) {
        self.phase = Phase::Up;
        self.failures = 0;
        self.was_up = true;
        actions.push(Action::Report(State::Up(self.epoch)));
        self.tell_start(Ok(()), actions);
    }

    fn failed(&mut self, error: Error, now: Instant, actions: &mut Vec<Action>) {
        let is_hopeless = is_hopeless(&error);
        let cause = Arc::new(error);
        self.failures = self.failures.saturating_add(1);
        if is_hopeless && !self.was_up {
            return self.give_up_start(cause, actions);
        }
        let pause = if is_hopeless {
            actions.push(Action::Report(State::Down(cause.clone())));
            self.patience.slow
        } else {
            actions.push(Action::Report(State::Connecting(Some(cause.clone()))));
            self.patience.backoff.pause(self.failures, &self.runtime)
        };
        let until = now + pause;
        self.phase = Phase::Waiting { until, cause };
        actions.push(Action::Wake(self.start_ends.map_or(until, |ends| ends.min(until))));
    }

    fn woken(&mut self, now: Instant, actions: &mut Vec<Action>) {
        let cause = match &self.phase {
            Phase::Connecting { cause } => cause.clone(),
            Phase::Waiting { cause, .. } => Some(cause.clone()),
            Phase::Idle | Phase::Up | Phase::Stopped => return,
        };
        if self.start_ends.is_some_and(|ends| ends <= now) {
            if matches!(self.phase, Phase::Connecting { .. }) {
                actions.push(Action::Abandon(self.epoch));
            }
            return self.give_up_start(Arc::new(self.too_late(cause)), actions);
        }
        match &self.phase {
            Phase::Waiting { until, .. } if *until <= now => self.connect(cause, actions),
            Phase::Waiting { until, .. } => actions.push(Action::Wake(*until)),
            Phase::Connecting { .. } | Phase::Idle | Phase::Up | Phase::Stopped => {}
        }
        if matches!(self.phase, Phase::Connecting { .. }) {
            actions.extend(self.start_ends.map(Action::Wake));
        }
    }

    fn too_late(&self, cause: Option<Arc<Error>>) -> Error {
        let limit = self.patience.start;
        let error = Error::new(ErrorKind::Timeout, "connect within the start timeout")
            .with("limit", format_args!("{limit:?}"))
            .with("tries", self.epoch);
        match cause {
            Some(cause) => error.with("last cause", &cause).with_source(cause),
            None => error
                .with("last cause", "no answer")
                .with_remedy("does the port speak the protocol, and does a firewall drop the packets?"),
        }
    }

    fn give_up_start(&mut self, error: Arc<Error>, actions: &mut Vec<Action>) {
        self.tell_start(Err(error), actions);
        self.phase = Phase::Stopped;
        actions.push(Action::Report(State::Stopped));
    }

    fn tell_start(&mut self, outcome: Result<(), Arc<Error>>, actions: &mut Vec<Action>) {
        if self.start_ends.take().is_some() {
            actions.push(Action::Started(outcome));
        }
    }
}

/// Whether trying again cannot help until somebody changes something.
fn is_hopeless(error: &Error) -> bool {
    !error.is_retryable()
}
