use std::sync::Arc;

use super::{
    Exit, Outbound, SendError, SendResult, SharedEnvelope, Way, inline,
    offer::{Unsent, offer_around},
};
use crate::{
    codec::Codec,
    envelope::{Encoded, Envelope, Head, Typed},
    error::{Error, ErrorKind},
    event::Event,
    provider::{Admission, BodyKind},
};

/// Sends an event: the pipelines' `send`, then the caller's task, a queue of this process, or bytes to a broker.
///
/// The envelope is made in here, where it stays: moving it costs more than making it.
pub(super) async fn send_typed<E: Event>(
    out: &dyn Outbound,
    event: E,
    write: impl FnOnce(&mut Head) + Send,
    admission: Admission,
) -> SendResult<E> {
    let mut envelope = Envelope::typed(event, out.runtime());
    write(envelope.head_mut());
    // Looked at where it lies: moving it costs more than making it, too.
    let prepared = out.prepare(&mut envelope);
    match prepared {
        Err(error) => Err(SendError::not_sent(envelope.into_event(), error)),
        Ok(Way::Inline(ref way)) if way.wrapped || way.listeners.needs_owner() => {
            let envelope = Arc::new(envelope);
            let shared: SharedEnvelope = envelope.clone();
            let sent = inline::shared(out, way, &shared).await;
            drop(shared);
            give_back(envelope, sent)
        }
        Ok(Way::Inline(ref way)) => {
            let failed = inline::borrowed(way, &mut envelope).await;
            if failed.is_none() {
                inline::confirmed(&way.listeners, &way.exit.count);
                return Ok(());
            }
            let envelope: SharedEnvelope = Arc::new(envelope);
            let gone_on = Box::pin(inline::go_on(&way.listeners, &envelope, failed, &way.exit.count)).await;
            gone_on.map_err(|error| SendError::undecided(envelope, error))
        }
        Ok(Way::Offer(ref exit)) => match exit.body {
            BodyKind::Typed => {
                let envelope = Arc::new(envelope);
                let sent = offer_around(out, exit, envelope.clone(), admission).await;
                give_back(envelope, sent)
            }
            // The event stays with its sender; only its bytes travel.
            BodyKind::Encoded => match encode(out, exit, &mut envelope) {
                Err(error) => Err(SendError::not_sent(envelope.into_event(), error)),
                Ok(body) => {
                    // The event stays where it is, too: what is moved is in this future twice.
                    let travels: SharedEnvelope = Arc::new(Envelope::encoded(envelope.head, body));
                    match offer_around(out, exit, travels.clone(), admission).await {
                        Ok(()) => Ok(()),
                        Err(Unsent::NotSent(error)) => Err(SendError::not_sent(envelope.body.into_event(), error)),
                        Err(Unsent::Undecided(error)) => Err(SendError::undecided(travels, error)),
                    }
                }
            },
        },
    }
}

/// The bytes of an event, whose key its envelope knows by itself from now on.
fn encode<E: Event>(out: &dyn Outbound, exit: &Exit, envelope: &mut Envelope<Typed<E>>) -> Result<Encoded, Error> {
    let encoded = envelope.take_body().and_then(|bytes| check_size(bytes, out.body_limit()));
    let bytes = encoded.inspect_err(|_| exit.count.failed())?;
    if envelope.head().key().is_none()
        && let Some(key) = envelope.key().map(|key| Arc::from(&*key))
    {
        envelope.head_mut().set_key(key);
    }
    Ok(Encoded::new(bytes, E::Codec::CONTENT_TYPE, E::Codec::FORM))
}

/// Refuses a body above the limit.
pub(super) fn check_size(bytes: bytes::Bytes, limit: usize) -> Result<bytes::Bytes, Error> {
    if bytes.len() <= limit {
        return Ok(bytes);
    }
    Err(Error::new(ErrorKind::TooLarge, "send an event")
        .with("body bytes", bytes.len())
        .with("limit", limit)
        .with_remedy("send a reference to the data, or raise the body limit on both sides"))
}

/// Takes the event out of an envelope that nobody shares any more.
fn give_back<E: Event>(envelope: Arc<Envelope<Typed<E>>>, sent: Result<(), Unsent>) -> SendResult<E> {
    match sent {
        Ok(()) => Ok(()),
        Err(Unsent::Undecided(error)) => Err(SendError::undecided(envelope, error)),
        Err(Unsent::NotSent(error)) => Err(match Arc::try_unwrap(envelope) {
            Ok(envelope) => SendError::not_sent(envelope.into_event(), error),
            // A provider that still holds it may yet send it.
            Err(shared) => SendError::undecided(shared, error),
        }),
    }
}
