use std::{mem::replace, sync::Arc};

use super::{
    BoxFuture, InlineListener, InlineListeners, Outbound, SendEnd, SharedEnvelope,
    offer::{Ended, Unsent},
};
use crate::{
    envelope::{Body, Envelope},
    error::{Error, Failure},
};

/// First attempts that failed, by listener.
type Failed = Vec<(usize, Failure)>;

/// Runs the listeners in the caller's task, one after the other, on an envelope that is never shared.
///
/// A failed listener goes on in its queue, where it needs an envelope of its own: only then is one allocated.
///
/// # Errors
/// If a failed listener's copy could not be written: the envelope, whose fate is then undecided.
pub(super) async fn borrowed<B: Body>(
    listeners: &InlineListeners,
    mut envelope: Envelope<B>,
) -> Result<(), Box<(SharedEnvelope, Error)>> {
    let mut failed = Failed::new();
    for (at, listener) in listeners.iter().enumerate() {
        // What a pipeline writes for one listener is not for the next, nor for a retry.
        let headers = envelope.headers().clone();
        let result = match listener.admit(&mut envelope) {
            Ok(()) => listener.attempt(&envelope, None).await,
            Err(refused) => Err(refused.into_permanent()),
        };
        drop(replace(envelope.head_mut().headers_mut(), headers));
        if let Err(failure) = result {
            failed.push((at, failure));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    let envelope: SharedEnvelope = Arc::new(envelope);
    go_on(listeners, &envelope, failed).await.map_err(|error| Box::new((envelope, error)))
}

/// Runs the listeners in the caller's task on a shared envelope, each on a head of its own.
pub(super) async fn shared(
    out: &dyn Outbound,
    listeners: &InlineListeners,
    envelope: &SharedEnvelope,
) -> Result<(), Unsent> {
    let end = InlineEnd { listeners, envelope, ended: Ended::default() };
    match out.around(envelope.envelope(), &end) {
        None => each(listeners, envelope).await,
        Some(around) => {
            let said = around.await;
            end.ended.verdict(said)
        }
    }
}

async fn each(listeners: &InlineListeners, envelope: &SharedEnvelope) -> Result<(), Unsent> {
    let mut failed = Failed::new();
    for (at, listener) in listeners.iter().enumerate() {
        if let Err(failure) = on_copy(&**listener, envelope).await {
            failed.push((at, failure));
        }
    }
    // Some listeners may have handled it, so it was not "not sent".
    go_on(listeners, envelope, failed).await.map_err(Unsent::Undecided)
}

async fn on_copy(listener: &dyn InlineListener, envelope: &SharedEnvelope) -> Result<(), Failure> {
    let mut copy = envelope.copy(|_| ());
    if let Some(own) = Arc::get_mut(&mut copy) {
        listener.admit(own.envelope_mut()).map_err(Failure::into_permanent)?;
    }
    listener.attempt(copy.envelope(), Some(&copy)).await
}

async fn go_on(listeners: &InlineListeners, envelope: &SharedEnvelope, failed: Failed) -> Result<(), Error> {
    let mut lost = Ok(());
    for (at, failure) in failed {
        if let Some(listener) = listeners.get(at) {
            lost = listener.failed(envelope.clone(), failure).await.and(lost);
        }
    }
    lost
}

struct InlineEnd<'a> {
    listeners: &'a InlineListeners,
    envelope: &'a SharedEnvelope,
    ended: Ended,
}

impl SendEnd for InlineEnd<'_> {
    fn send(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async {
            self.ended.begin();
            self.ended.end(each(self.listeners, self.envelope).await)
        })
    }
}
