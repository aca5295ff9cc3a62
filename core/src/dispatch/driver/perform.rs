//! One action of the machine at a time.

use std::sync::Arc;

use tokio::time::Instant;

use super::{
    super::{
        bound::AnyListener,
        copies,
        machine::{Action, Copy, End, Fate, SlotId, Strain},
        outcome,
    },
    Driver, Phase,
};
use crate::{
    error::{Failure, Result},
    mutants::Mutant,
    panic::Caught,
    provider::{Health, Settlement},
    sending::SharedEnvelope,
};

impl Driver<'_> {
    pub(super) fn perform(&mut self, action: Action) {
        match action {
            Action::Start { id, attempt } => self.start(id, attempt),
            Action::Write { id, copy } => self.write(id, copy),
            Action::Settle { id, fate } => {
                if let Some(job) = self.jobs.take(id) {
                    self.count(fate);
                    self.receiver.settle(job.token, fate.settlement());
                }
            }
            Action::Forget { id } => drop(self.jobs.take(id)),
            Action::Grant(credit) => self.receiver.grant(credit),
            Action::Strained(strain) => self.strained(strain),
            Action::Drained => self.phase = Phase::Closing,
        }
    }

    fn count(&self, fate: Fate) {
        match fate {
            Fate::Accepted => self.count.ends().accepted(),
            Fate::Duplicate => self.count.duplicate(),
            Fate::Retried => self.count.ends().retried(),
            Fate::DeadLettered => self.count.ends().dead_lettered(),
            Fate::Returned => self.count.ends().returned(1),
        }
    }

    fn start(&mut self, id: SlotId, attempt: u32) {
        let Some(job) = self.jobs.get(id) else { return };
        let refused = match job.unread.as_deref() {
            Some((reason, newer)) => {
                let failure = Failure::new(reason.clone());
                Some(if *newer { failure } else { failure.into_permanent() })
            }
            None => admit(&**self.listener, &mut job.envelope, &mut job.headers, attempt).err(),
        };
        match refused {
            Some(failure) => self.attempts.start(id, Caught::new(|| Box::pin(std::future::ready(Err(failure))))),
            None => {
                job.turns = Some(0);
                if Mutant::SettlesBeforeHandling.is_planted() {
                    self.receiver.settle(job.token, Settlement::Accept);
                }
                self.attempts.attempt(id, self.listener, job.envelope.clone(), job.redelivered);
            }
        }
    }

    /// Logs and reports how an attempt ended, once.
    pub(super) fn judge(&mut self, id: SlotId, result: Result) -> End {
        let Some(job) = self.jobs.get(id) else { return End::Handled };
        job.turns = None;
        let Err(failure) = result else { return End::Handled };
        outcome::attempt_failed(&self.hook, job.envelope.envelope(), &self.listener.wired().info, &failure);
        job.reason = Some(failure.to_string().into());
        End::Failed { permanent: failure.is_permanent(), now: Instant::now() }
    }

    fn write(&mut self, id: SlotId, copy: Copy) {
        let Some(job) = self.jobs.get(id) else { return };
        let info = &self.listener.wired().info;
        let came = job.headers.as_deref();
        match copy {
            Copy::Retry { attempt, delay } => {
                self.writes.retry(id, copies::retry(&job.envelope, came, attempt, delay), info);
            }
            Copy::DeadLetter { attempts } => {
                let reason = job.reason.as_deref().unwrap_or_default();
                let copy = copies::dead_letter(&job.envelope, came, &self.claim, reason, attempts);
                self.writes.dead_letter(id, copy, info);
            }
        }
    }

    /// A copy was confirmed.
    pub(super) fn written(&mut self, id: SlotId) {
        if !self.machine.is_dead_letter(id) {
            return;
        }
        let Some(job) = self.jobs.get(id) else { return };
        let reason = job.reason.as_deref().unwrap_or_default();
        outcome::dead_lettered(&self.hook, job.envelope.envelope(), &self.listener.wired().info, reason);
    }

    fn strained(&mut self, strain: Option<Strain>) {
        let health = match strain {
            None => Health::Up,
            Some(strain) => Health::Degraded(match &self.refusal {
                Some(refusal) => format!("{strain}; the last copy: {refusal}"),
                None => strain.to_string(),
            }),
        };
        if !health.is_up() {
            tracing::warn!(listener = self.listener.wired().info.name(), ?health, "a listener is degraded");
        }
        self.health.send_replace(health);
    }
}

/// Gives the envelope the number of its attempt, and runs the pipelines' `handle` on it.
fn admit(
    listener: &dyn AnyListener,
    envelope: &mut SharedEnvelope,
    came: &mut Option<Box<crate::headers::Headers>>,
    attempt: u32,
) -> Result {
    let (chain, info) = (&listener.wired().chain, &listener.wired().info);
    let handles = chain.has_handle();
    if !handles && came.is_none() && envelope.envelope().attempt() == attempt {
        return Ok(());
    }
    if Arc::get_mut(envelope).is_none() {
        // Shared with other listeners: what is written for this one is not for them.
        *envelope = envelope.copy(|_| ());
    }
    let Some(own) = Arc::get_mut(envelope) else { return Err("the envelope is still in use".into()) };
    let own = own.envelope_mut();
    own.head_mut().set_attempt(attempt);
    if let Some(headers) = came {
        *own.head_mut().headers_mut() = (**headers).clone();
    }
    if !handles {
        return Ok(());
    }
    came.get_or_insert_with(|| Box::new(own.headers().clone()));
    chain.handle(own, info).map_err(Failure::into_permanent)
}
