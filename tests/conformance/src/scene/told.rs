use std::sync::{Arc, Mutex};

use tidings_core::dispatch::Report;
use tokio::sync::Notify;

use super::lock;

/// What a manager reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    NotConfirmed { event: String },
    AttemptFailed { listener: String, attempt: u32, failure: String },
    DeadLettered { listener: String, reason: String },
    Other,
}

impl Told {
    fn new(report: &Report<'_>) -> Self {
        match report {
            Report::NotConfirmed(error) => Self::NotConfirmed { event: error.error().to_string() },
            Report::AttemptFailed { envelope, listener, failure, .. } => Self::AttemptFailed {
                listener: listener.name().to_owned(),
                attempt: envelope.attempt(),
                failure: failure.to_string(),
            },
            Report::DeadLettered { listener, reason, .. } => {
                Self::DeadLettered { listener: listener.name().to_owned(), reason: (*reason).to_owned() }
            }
            _ => Self::Other,
        }
    }

    pub(crate) fn is_dead_letter_of(&self, name: &str) -> bool {
        matches!(self, Self::DeadLettered { listener, .. } if listener == name)
    }

    pub(crate) fn is_failure_of(&self, name: &str) -> bool {
        matches!(self, Self::AttemptFailed { listener, .. } if listener == name)
    }
}

/// All that managers reported.
#[derive(Clone, Default)]
pub(crate) struct Tolds(Arc<(Mutex<Vec<Told>>, Notify)>);

impl Tolds {
    pub(super) fn add(&self, report: &Report<'_>) {
        lock(&self.0.0).push(Told::new(report));
        self.0.1.notify_waiters();
    }

    pub(super) async fn wait(&self, count: usize, which: impl Fn(&Told) -> bool) {
        loop {
            let added = self.0.1.notified();
            if lock(&self.0.0).iter().filter(|told| which(told)).count() >= count {
                return;
            }
            added.await;
        }
    }

    pub(super) fn text(&self) -> String {
        match lock(&self.0.0).as_slice() {
            [] => "nothing was reported".to_owned(),
            told => {
                let last = &told[told.len().saturating_sub(6)..];
                format!("the last of {} reports were {last:?}", told.len())
            }
        }
    }
}
