//! Envelopes that are sent again by us.

use std::time::Duration;

use crate::{
    envelope::{DeadLetterNote, Head},
    headers::Headers,
    mutants::Mutant,
    provider::Claim,
    sending::SharedEnvelope,
};

/// The copy for attempt number `attempt`, held back for `delay`; `came` are the headers before any pipeline.
pub(super) fn retry(
    envelope: &SharedEnvelope,
    came: Option<&Headers>,
    attempt: u32,
    delay: Duration,
) -> SharedEnvelope {
    envelope.copy(|head| {
        as_it_came(head, came);
        head.set_attempt(if Mutant::AttemptsNotCounted.is_planted() { attempt - 1 } else { attempt });
        head.set_delay(Some(delay));
    })
}

/// The copy for the listener's dead letters.
pub(super) fn dead_letter(
    envelope: &SharedEnvelope,
    came: Option<&Headers>,
    claim: &Claim,
    reason: &str,
    attempts: u32,
) -> SharedEnvelope {
    let now = envelope.envelope().head().runtime().now();
    let note = DeadLetterNote::new(reason, claim.listener(), claim.full_queue(), claim.event().name(), attempts, now);
    envelope.copy(|head| {
        as_it_came(head, came);
        head.set_attempt(attempts);
        head.set_dead_letter(Some(note));
    })
}

/// The copy that gives a dead letter another chance.
pub(crate) fn replay(envelope: &SharedEnvelope) -> SharedEnvelope {
    envelope.copy(|head| {
        head.set_dead_letter(None);
        head.set_delay(None);
        head.set_attempt(1);
        // The number came from outside, and may be any.
        head.set_replay(head.replay().saturating_add(1));
    })
}

fn as_it_came(head: &mut Head, came: Option<&Headers>) {
    if let Some(headers) = came {
        *head.headers_mut() = headers.clone();
    }
    head.set_delay(None);
}
