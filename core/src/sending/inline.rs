use std::sync::Arc;

use super::{
    BoxFuture, Inline, InlineListener, InlineSet, Outbound, SendEnd, SharedEnvelope,
    offer::{Ended, Unsent},
};
use crate::{
    envelope::{Body, Envelope},
    error::{Error, Failure},
    ledger::SentCount,
};

/// First attempts that failed, by listener; mostly none.
pub(super) type Failed = Option<Vec<(usize, Failure)>>;

/// Runs the listeners in the caller's task, one after the other, on an envelope that is not shared. Those that failed
/// [go on](go_on) in their queues, where they need an envelope of their own: only then is one allocated.
#[inline]
pub(super) async fn borrowed<B: Body>(way: &Inline<'_>, envelope: &mut Envelope<B>) -> Failed {
    let mut failed = Failed::None;
    for (at, listener) in way.listeners.iter().enumerate() {
        let result = if way.admits {
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
        match result {
            Ok(()) => listener.handled(),
            Err(failure) => failed.get_or_insert_default().push((at, failure)),
        }
    }
    failed
}

/// Counts an event that every listener handled, or that nobody listens to.
#[inline]
pub(super) fn confirmed(listeners: &InlineSet, count: &SentCount) {
    if listeners.is_empty() { count.unheard() } else { count.confirmed() }
}

/// Runs the listeners in the caller's task on a shared envelope, each on a head of its own.
pub(super) async fn shared(out: &dyn Outbound, way: &Inline<'_>, envelope: &SharedEnvelope) -> Result<(), Unsent> {
    // Two futures, of which only one is there at a time.
    match out.wraps_send() {
        false => each(&way.listeners, envelope, &way.exit.count).await,
        true => within(out, way, envelope).await,
    }
}

/// The same where a pipeline wraps sending.
async fn within(out: &dyn Outbound, way: &Inline<'_>, envelope: &SharedEnvelope) -> Result<(), Unsent> {
    let (listeners, count) = (&*way.listeners, &*way.exit.count);
    let end = InlineEnd { listeners, envelope, count, ended: Ended::new(count) };
    let said = out.around(envelope.envelope(), &end).await;
    end.ended.verdict(said)
}

async fn each(listeners: &InlineSet, envelope: &SharedEnvelope, count: &SentCount) -> Result<(), Unsent> {
    let mut failed = Failed::None;
    for (at, listener) in listeners.iter().enumerate() {
        match on_copy(&**listener, envelope).await {
            Ok(()) => listener.handled(),
            Err(failure) => failed.get_or_insert_default().push((at, failure)),
        }
    }
    if failed.is_none() {
        confirmed(listeners, count);
        return Ok(());
    }
    // Some listeners may have handled it, so it was not "not sent". Boxed, since few fail.
    Box::pin(go_on(listeners, envelope, failed, count)).await.map_err(Unsent::Undecided)
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
pub(super) async fn go_on(
    listeners: &InlineSet,
    envelope: &SharedEnvelope,
    failed: Failed,
    count: &SentCount,
) -> Result<(), Error> {
    let mut lost = Ok(());
    for (at, failure) in failed.into_iter().flatten() {
        if let Some(listener) = listeners.get(at) {
            lost = listener.failed(envelope.clone(), failure).await.and(lost);
        }
    }
    if lost.is_ok() {
        confirmed(listeners, count);
    }
    lost
}

struct InlineEnd<'a> {
    listeners: &'a InlineSet,
    envelope: &'a SharedEnvelope,
    count: &'a SentCount,
    ended: Ended<'a>,
}

impl SendEnd for InlineEnd<'_> {
    fn send(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async {
            self.ended.begin();
            self.ended.end(each(self.listeners, self.envelope, self.count).await)
        })
    }
}
