use std::time::Duration;

use crate::{
    attr::{Number, Pauses},
    model::{Policy, Retry},
    problems::Problems,
    text,
};

/// A listener that could never succeed, or would not do what is written, is refused.
pub(super) fn policy(policy: &Policy, problems: &mut Problems) {
    not_zero(policy.concurrency.as_ref(), text::CONCURRENCY, problems);
    not_zero(policy.inbox.as_ref(), text::INBOX, problems);
    if let Some(timeout) = policy.timeout.as_ref().filter(|timeout| timeout.length.is_zero()) {
        problems.at_span(timeout.span, text::TIMEOUT);
    }
    if let Some(given) = &policy.retry {
        retry(given, problems);
    }
}

fn retry(retry: &Retry, problems: &mut Problems) {
    not_zero(retry.attempts.as_ref(), text::ATTEMPTS, problems);
    if let (Some(_), Some(second)) = (&retry.in_place, &retry.requeue) {
        problems.at(second, text::RETRY_MODES);
    }
    if let Some(Pauses { min, max: Some(max), span }) = &retry.backoff {
        if min > max {
            problems.at_span(*span, text::PAUSES_REVERSED);
        } else if *min == Duration::ZERO && *max != Duration::ZERO {
            problems.at_span(*span, text::PAUSES_FROM_ZERO);
        }
    }
}

fn not_zero(number: Option<&Number>, text: &str, problems: &mut Problems) {
    if let Some(number) = number.filter(|number| number.literal == Some(0)) {
        problems.at(&number.expr, text);
    }
}
