use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
    time::Duration,
};

use super::{BoxFuture, Outbound, SendEnd, SharedEnvelope};
use crate::{
    error::{Error, ErrorKind, Failure},
    provider::{Admission, Outcome, Sender},
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
pub async fn offer(
    sender: &dyn Sender,
    envelope: SharedEnvelope,
    admission: Admission,
    limit: Duration,
) -> Result<(), Unsent> {
    let mut receipt = sender.offer(envelope, admission);
    // A fate that is known at once needs no timer, which would read the clock.
    let ready = poll_fn(|cx| Poll::Ready(Pin::new(&mut receipt).poll(cx))).await;
    let outcome = match ready {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => match tokio::time::timeout(limit, &mut receipt).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let error = Error::new(ErrorKind::Timeout, "send an event").with("limit", format_args!("{limit:?}"));
                return Err(if receipt.cancel() { Unsent::NotSent(error) } else { Unsent::Undecided(error) });
            }
        },
    };
    match outcome {
        Outcome::Confirmed | Outcome::Unheard => Ok(()),
        Outcome::NotSent(error) => Err(Unsent::NotSent(error)),
        Outcome::Undecided(error) => Err(Unsent::Undecided(error)),
    }
}

/// Offers an envelope through the pipelines' `around_send`.
pub(super) async fn offer_around(
    out: &dyn Outbound,
    sender: &dyn Sender,
    envelope: &SharedEnvelope,
    admission: Admission,
) -> Result<(), Unsent> {
    let end = OfferEnd { sender, envelope, admission, limit: out.send_timeout(), ended: Ended::default() };
    match out.around(envelope.envelope(), &end) {
        None => offer(sender, envelope.clone(), admission, end.limit).await,
        Some(around) => {
            let said = around.await;
            end.ended.verdict(said)
        }
    }
}

struct OfferEnd<'a> {
    sender: &'a dyn Sender,
    envelope: &'a SharedEnvelope,
    admission: Admission,
    limit: Duration,
    ended: Ended,
}

impl SendEnd for OfferEnd<'_> {
    fn send(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async {
            self.ended.begin();
            let sent = offer(self.sender, self.envelope.clone(), self.admission, self.limit).await;
            self.ended.end(sent)
        })
    }
}

/// Remembers what happened behind the pipelines, which see only a [`Failure`].
#[derive(Default)]
pub(super) struct Ended {
    ran: AtomicBool,
    unsent: Mutex<Option<Unsent>>,
}

impl Ended {
    pub(super) fn begin(&self) {
        self.ran.store(true, Ordering::Release);
    }

    pub(super) fn end(&self, sent: Result<(), Unsent>) -> Result<(), Failure> {
        let Err(unsent) = sent else { return Ok(()) };
        let failure = match &unsent {
            Unsent::NotSent(error) | Unsent::Undecided(error) => Failure::new(error.to_string()),
        };
        *self.unsent.lock().unwrap_or_else(PoisonError::into_inner) = Some(unsent);
        Err(failure)
    }

    /// What to tell the sender, given what the outermost pipeline said.
    pub(super) fn verdict(&self, said: Result<(), Failure>) -> Result<(), Unsent> {
        if !self.ran.load(Ordering::Acquire) {
            let error = Error::new(ErrorKind::Refused, "send an event")
                .with_remedy("a pipeline's `around_send` must run `next`, or say why not by an error");
            return Err(Unsent::NotSent(match said {
                Ok(()) => error,
                Err(failure) => Error::new(ErrorKind::Refused, "send an event").with_source(failure.into_error()),
            }));
        }
        match (self.unsent.lock().unwrap_or_else(PoisonError::into_inner).take(), said) {
            (Some(unsent), _) => Err(unsent),
            (None, Ok(())) => Ok(()),
            // It was confirmed, but a pipeline failed afterwards: to say it was not sent would be a lie.
            (None, Err(failure)) => Err(Unsent::Undecided(
                Error::new(ErrorKind::Refused, "finish sending an event").with_source(failure.into_error()),
            )),
        }
    }
}
