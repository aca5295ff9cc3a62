//! Carries out what the state machine decides: one task per listener.
//!
//! Invariant: no decision is made here that the machine could make.

mod attempts;
mod job;
mod perform;
mod subscription;
mod watch;
mod writes;

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::{
    sync::watch as value,
    time::{Instant, Sleep},
};

use attempts::Attempts;
use job::{Job, Jobs};
pub use subscription::{Parts, RunningSubscription};
use watch::Watch;
use writes::Writes;

use super::{
    bound::AnyListener,
    machine::{Action, Arrival, Input, Machine, Mark},
    report::Hook,
};
use crate::{
    ledger::DeliveryCount,
    mutants::Mutant,
    provider::{Claim, Health, Incoming, Receiver, Signal},
};

/// How many rounds a listener may go on before it lets other tasks run.
const ROUNDS: usize = 64;

pub(super) struct Driver<'l> {
    listener: &'l Arc<dyn AnyListener>,
    claim: Claim,
    receiver: Box<dyn Receiver>,
    machine: Machine,
    jobs: Jobs,
    attempts: Attempts<'l>,
    writes: Writes,
    hook: Hook,
    watch: Watch,
    timer: Pin<Box<Sleep>>,
    drain: value::Receiver<bool>,
    health: value::Sender<Health>,
    count: Arc<DeliveryCount>,
    // Why the last copy was not confirmed.
    refusal: Option<String>,
    phase: Phase,
    // Kept for their capacity.
    batch: Vec<Incoming>,
    actions: Vec<Action>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Running,
    Draining,
    Closing,
}

impl Driver<'_> {
    /// Runs until it was drained, or its receiver closed for good.
    async fn run(mut self) {
        self.step(Input::Opened);
        let mut drain = self.drain.clone();
        // An error means that the manager is gone, which drains too.
        let mut asked = Box::pin(async move { drain.wait_for(|drain| *drain).await.map(|_| ()) });
        poll_fn(|cx| {
            if self.phase == Phase::Running && asked.as_mut().poll(cx).is_ready() {
                self.phase = Phase::Draining;
                self.receiver.pause();
                self.step(Input::Drain);
            }
            self.poll(cx)
        })
        .await;
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..ROUNDS {
            if self.phase == Phase::Closing {
                return self.poll_close(cx);
            }
            let mut moved = self.poll_attempts(cx);
            moved |= self.poll_writes(cx);
            moved |= self.poll_timer(cx);
            match self.poll_receive(cx) {
                Poll::Ready(Some(())) => moved = true,
                Poll::Ready(None) => return Poll::Ready(()),
                Poll::Pending => {}
            }
            if !moved && self.phase != Phase::Closing {
                self.watch.poll(cx, &mut self.jobs, self.listener.wired());
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn poll_attempts(&mut self, cx: &mut Context<'_>) -> bool {
        let mut moved = false;
        while let Poll::Ready(Some((id, result))) = self.attempts.poll(cx) {
            let end = self.judge(id, result);
            self.step(Input::Ended { id, end });
            moved = true;
        }
        moved
    }

    fn poll_writes(&mut self, cx: &mut Context<'_>) -> bool {
        let mut moved = false;
        while let Poll::Ready(Some((id, written))) = self.writes.poll(cx) {
            let ok = written.is_ok();
            if ok {
                self.written(id);
            }
            self.refusal = written.err().map(|error| error.to_string());
            self.step(Input::Written { id, ok, now: Instant::now() });
            moved = true;
        }
        moved
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(at) = self.machine.wake_at() else { return false };
        if self.timer.deadline() != at {
            self.timer.as_mut().reset(at);
        }
        if self.timer.as_mut().poll(cx).is_pending() {
            return false;
        }
        self.step(Input::Tick { now: Instant::now() });
        true
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Option<()>> {
        let mut batch = std::mem::take(&mut self.batch);
        let polled = self.receiver.poll_receive(cx, &mut batch);
        if !batch.is_empty() {
            self.count.received(batch.len() as u64);
            for incoming in batch.drain(..) {
                self.receive(incoming);
            }
            self.decide(Machine::go_on);
        }
        self.batch = batch;
        match polled {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Signal::Deliveries) => Poll::Ready(Some(())),
            Poll::Ready(Signal::Lost) => {
                // Whatever becomes of what runs: the broker gives it again.
                if !Mutant::ReturnedNotCounted.is_planted() {
                    self.count.ends().returned(self.machine.in_flight() as u64);
                }
                self.step(Input::Lost);
                if self.phase == Phase::Running {
                    self.step(Input::Opened);
                }
                Poll::Ready(Some(()))
            }
            Poll::Ready(Signal::Closed(error)) => {
                let wired = self.listener.wired();
                tracing::error!(listener = wired.info.name(), queue = %self.claim.queue(), %error, "a listener ended");
                self.health.send_replace(Health::Down(error.to_string()));
                Poll::Ready(None)
            }
        }
    }

    fn receive(&mut self, incoming: Incoming) {
        let job = Job::new(incoming, &**self.listener);
        let whole = job.envelope.envelope();
        let arrival = Arrival {
            attempt: whole.attempt(),
            bytes: job.bytes,
            key: whole.key().map(|key| Arc::from(&*key)),
            redelivered: job.redelivered,
            mark: self.listener.wired().info.policy().inbox.and_then(|_| Mark::of(whole)),
        };
        self.jobs.put(self.machine.receive(arrival), job);
    }

    fn step(&mut self, input: Input) {
        self.decide(|machine, actions| machine.step(input, actions));
    }

    /// Lets the machine decide, and does what it says.
    fn decide(&mut self, decide: impl FnOnce(&mut Machine, &mut Vec<Action>)) {
        let mut actions = std::mem::take(&mut self.actions);
        decide(&mut self.machine, &mut actions);
        for action in actions.drain(..) {
            self.perform(action);
        }
        self.actions = actions;
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.receiver.poll_close(cx).map(|closed| {
            if let Err(error) = closed {
                let listener = self.listener.wired().info.name();
                tracing::warn!(listener, %error, "a listener's queue was not left in order; its broker gives again");
            }
        })
    }
}

/// What is unsettled when its listener ends, in time or not, is the broker's again.
impl Drop for Driver<'_> {
    fn drop(&mut self) {
        let unsettled = self.machine.in_flight() as u64;
        if self.count.differs(unsettled) {
            tracing::error!(queue = %self.claim.full_queue(), unsettled, "the ledger of a listener does not add up");
        }
        self.count.ends().returned(unsettled);
    }
}
