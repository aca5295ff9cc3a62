use std::{
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{task::unconstrained, time::timeout};

use super::{BoxFuture, Exit, Outbound, SendEnd, SharedEnvelope};
use crate::{
    error::{Error, ErrorKind, Failure},
    ledger::SentCount,
    provider::{Admission, Outcome, Receipt, Sender},
};

/// Why an envelope was not confirmed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unsent {
    /// It surely did not leave.
    NotSent(Error),
    /// It may have arrived.
    Undecided(Error),
}

/// Offers an envelope and waits for its fate, at most `limit`.
///
/// # Errors
/// What the provider said, or [`ErrorKind::Timeout`].
///
/// # Cancel safety
/// Dropped before the envelope left, it takes it back; afterwards the envelope may arrive.
pub async fn offer(
    sender: &dyn Sender,
    envelope: SharedEnvelope,
    admission: Admission,
    limit: Duration,
) -> Result<(), Unsent> {
    fate(Pending { receipt: sender.offer(envelope, admission), count: None }, limit).await
}

/// The same for what a user sends: its fate is counted, also when nobody waits for it any more.
fn offer_counted(
    exit: &Exit,
    envelope: SharedEnvelope,
    admission: Admission,
    limit: Duration,
) -> impl Future<Output = Result<(), Unsent>> {
    fate(Pending { receipt: exit.sender.offer(envelope, admission), count: Some(&exit.count) }, limit)
}

/// An offered envelope whose fate is not known yet.
struct Pending<'a> {
    receipt: Receipt,
    count: Option<&'a Arc<SentCount>>,
}

impl Pending<'_> {
    /// Whether the envelope surely will not leave, now that nobody waits any more.
    fn leave(&mut self) -> bool {
        match self.count.take() {
            Some(count) => self.receipt.leave(count),
            None => self.receipt.cancel(),
        }
    }

    fn end(&mut self, outcome: Outcome) -> Result<(), Unsent> {
        if let Some(count) = self.count.take() {
            outcome.count(count);
        }
        decided(outcome)
    }
}

fn decided(outcome: Outcome) -> Result<(), Unsent> {
    match outcome {
        Outcome::Confirmed | Outcome::Unheard => Ok(()),
        Outcome::NotSent(error) => Err(Unsent::NotSent(error)),
        Outcome::Undecided(error) => Err(Unsent::Undecided(error)),
    }
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        if let Some(count) = self.count.take() {
            self.receipt.leave(count);
        }
    }
}

#[expect(
    clippy::manual_async_fn,
    reason = "the future of an async function would hold the arguments, and again what they become"
)]
fn fate(mut pending: Pending<'_>, limit: Duration) -> impl Future<Output = Result<(), Unsent>> {
    async move {
        let outcome = match pending.receipt.known() {
            // It needs no timer, which would read the clock.
            Some(outcome) => outcome,
            // Not within the task's share of a poll: of many fates that one task waits for, those beyond it would be
            // polled over and over.
            None => match unconstrained(timeout(limit, &mut pending.receipt)).await {
                Ok(outcome) => outcome,
                Err(_) => {
                    let error =
                        Error::new(ErrorKind::Timeout, "send an event").with("limit", format_args!("{limit:?}"));
                    return Err(if pending.leave() { Unsent::NotSent(error) } else { Unsent::Undecided(error) });
                }
            },
        };
        pending.end(outcome)
    }
}

/// Offers an envelope through the pipelines' `around_send`.
pub(super) async fn offer_around(
    out: &dyn Outbound,
    exit: &Exit,
    envelope: SharedEnvelope,
    admission: Admission,
) -> Result<(), Unsent> {
    if out.wraps_send() {
        return offer_within(out, exit, &envelope, admission).await;
    }
    let mut receipt = exit.sender.offer(envelope, admission);
    // Nothing is waited for where the fate is known at once.
    match receipt.known() {
        Some(outcome) => {
            outcome.count(&exit.count);
            decided(outcome)
        }
        None => fate(Pending { receipt, count: Some(&exit.count) }, out.send_timeout()).await,
    }
}

/// The same where a pipeline wraps sending.
async fn offer_within(
    out: &dyn Outbound,
    exit: &Exit,
    envelope: &SharedEnvelope,
    admission: Admission,
) -> Result<(), Unsent> {
    let end = OfferEnd { exit, envelope, admission, limit: out.send_timeout(), ended: Ended::new(&exit.count) };
    let said = out.around(envelope.envelope(), &end).await;
    end.ended.verdict(said)
}

struct OfferEnd<'a> {
    exit: &'a Exit,
    envelope: &'a SharedEnvelope,
    admission: Admission,
    limit: Duration,
    ended: Ended<'a>,
}

impl SendEnd for OfferEnd<'_> {
    fn send(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async {
            self.ended.begin();
            let sent = offer_counted(self.exit, self.envelope.clone(), self.admission, self.limit).await;
            self.ended.end(sent)
        })
    }
}

/// Remembers what happened behind the pipelines, which see only a [`Failure`]. Dropped before anything
/// [began](Self::begin), it counts a send that surely did not leave.
pub(super) struct Ended<'a> {
    count: &'a SentCount,
    ran: AtomicBool,
    /// What it came to; `None` also for a future that a pipeline dropped before it had ended.
    sent: Mutex<Option<Result<(), Unsent>>>,
}

impl<'a> Ended<'a> {
    pub(super) fn new(count: &'a SentCount) -> Self {
        Self { count, ran: AtomicBool::new(false), sent: Mutex::new(None) }
    }

    pub(super) fn begin(&self) {
        self.ran.store(true, Ordering::Release);
    }

    pub(super) fn end(&self, sent: Result<(), Unsent>) -> Result<(), Failure> {
        let failure = match &sent {
            Ok(()) => Ok(()),
            Err(Unsent::NotSent(error) | Unsent::Undecided(error)) => Err(Failure::new(error.to_string())),
        };
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = Some(sent);
        failure
    }

    fn has_run(&self) -> bool {
        self.ran.load(Ordering::Acquire)
    }

    /// What to tell the sender, given what the outermost pipeline said.
    pub(super) fn verdict(&self, said: Result<(), Failure>) -> Result<(), Unsent> {
        if !self.has_run() {
            let error = Error::new(ErrorKind::Refused, "send an event")
                .with_remedy("a pipeline's `around_send` must run `next`, or say why not by an error");
            return Err(Unsent::NotSent(match said {
                Ok(()) => error,
                Err(failure) => Error::new(ErrorKind::Refused, "send an event").with_source(failure.into_error()),
            }));
        }
        let finish = || Error::new(ErrorKind::Refused, "finish sending an event");
        match (self.sent.lock().unwrap_or_else(PoisonError::into_inner).take(), said) {
            (Some(Err(unsent)), _) => Err(unsent),
            (Some(Ok(())), Ok(())) => Ok(()),
            // It was confirmed, but a pipeline failed afterwards: to say it was not sent would be a lie.
            (_, Err(failure)) => Err(Unsent::Undecided(finish().with_source(failure.into_error()))),
            (None, Ok(())) => Err(Unsent::Undecided(
                finish()
                    .with_remedy("a pipeline's `around_send` must wait for `next`, or say by an error that it did not"),
            )),
        }
    }
}

/// A pipeline refused it, or the send was dropped while one held it up.
impl Drop for Ended<'_> {
    fn drop(&mut self) {
        if !self.has_run() {
            self.count.failed();
        }
    }
}
