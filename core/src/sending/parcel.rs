use std::sync::Arc;

use super::{
    Exit, Outbound, SendError, SendResult, SharedEnvelope, Way, inline,
    offer::{Unsent, offer_around},
    typed::check_size,
};
use crate::{
    envelope::Envelope,
    error::Error,
    provider::{Admission, BodyKind},
};

/// Sends an envelope under its own id.
pub(super) async fn send_parcel(
    out: &dyn Outbound,
    envelope: SharedEnvelope,
    admission: Admission,
) -> SendResult<SharedEnvelope> {
    // A head of its own, so that what the pipelines write does not show in the caller's.
    let mut copy = envelope.copy(|head| {
        // What was received is sent on as if for the first time: its attempts were another listener's.
        head.set_attempt(1);
        head.set_dead_letter(None);
    });
    let way = match Arc::get_mut(&mut copy) {
        Some(own) => out.prepare(own.envelope_mut()),
        None => Err(Error::new(crate::ErrorKind::Internal, "copy an envelope")),
    };
    let sent = match way {
        Err(error) => Err(Unsent::NotSent(error)),
        Ok(Way::Inline(way)) => inline::shared(out, &way, &copy).await,
        Ok(Way::Offer(exit)) => match exit.body {
            BodyKind::Typed => offer_around(out, &exit, copy, admission).await,
            BodyKind::Encoded => encoded(out, &exit, copy, admission).await,
        },
    };
    match sent {
        Ok(()) => Ok(()),
        Err(Unsent::NotSent(error)) => Err(SendError::not_sent(envelope, error)),
        Err(Unsent::Undecided(error)) => Err(SendError::undecided(envelope, error)),
    }
}

async fn encoded(
    out: &dyn Outbound,
    exit: &Exit,
    envelope: SharedEnvelope,
    admission: Admission,
) -> Result<(), Unsent> {
    let body: Result<_, Error> = Envelope::body(envelope.envelope()).cloned();
    if let Err(error) = body.and_then(|bytes| check_size(bytes, out.body_limit())) {
        exit.count.failed();
        return Err(Unsent::NotSent(error));
    }
    offer_around(out, exit, envelope, admission).await
}
