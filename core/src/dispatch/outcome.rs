//! What is said, once, of attempts and dead letters: to the log and to the failure hook.

use super::report::{Hook, Report};
use crate::{envelope::Envelope, error::Failure, subscription::ListenerInfo};

pub(super) fn attempt_failed(hook: &Hook, envelope: &Envelope, listener: &ListenerInfo, failure: &Failure) {
    tracing::warn!(
        listener = listener.name(),
        event = envelope.event().name(),
        id = %envelope.id(),
        attempt = envelope.attempt(),
        permanent = failure.is_permanent(),
        %failure,
        "an attempt failed"
    );
    hook.tell(&Report::AttemptFailed { envelope, listener, failure });
}

pub(super) fn dead_lettered(hook: &Hook, envelope: &Envelope, listener: &ListenerInfo, reason: &str) {
    tracing::error!(
        listener = listener.name(),
        event = envelope.event().name(),
        id = %envelope.id(),
        reason,
        "an event was dead-lettered"
    );
    hook.tell(&Report::DeadLettered { envelope, listener, reason });
}
