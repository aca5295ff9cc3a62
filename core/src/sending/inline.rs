use std::sync::Arc;

use super::{
    BoxFuture, InlineListener, InlineListeners, Outbound, SendEnd, SharedEnvelope,
    offer::{Ended, Unsent},
};
use crate::{
    envelope::{Body, Envelope},
    error::{Error, Failure},
};

/// First attempts that failed, by listener.
pub(super) type Failed = Vec<(usize, Failure)>;

/// Runs the listeners in the caller's task, one after the other, on an envelope that is not shared. Those that failed
/// [go on](go_on) in their queues, where they need an envelope of their own: only then is one allocated.
pub(super) async fn borrowed<B: Body>(listeners: &InlineListeners, envelope: &mut Envelope<B>) -> Failed {
    let mut failed = Failed::new();
    for (at, listener) in listeners.iter().enumerate() {
        let result = if listener.admits() {
            // What a pipeline writes for one listener is not for the next, nor for a retry.
            let headers = envelope.headers().clone();
            let result = match listener.admit(envelope) {
                Ok(()) => listener.attempt(envelope, None).await,
                Err(refused) => Err(refused.into_permanent()),
            };
            *envelope.head_mut().headers_mut() = headers;
            result
        } else {
            listener.attempt(envelope, None).await
        };
        if let Err(failure) = result {
            failed.push((at, failure));
        }
    }
    failed
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

/// Hands the failed attempts on.
///
/// # Errors
/// If the copy of one could not be written: the fate of the event is then undecided.
pub(super) async fn go_on(listeners: &InlineListeners, envelope: &SharedEnvelope, failed: Failed) -> Result<(), Error> {
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
