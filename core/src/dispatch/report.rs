use std::{fmt, sync::Arc};

use crate::{
    envelope::Envelope,
    error::Failure,
    panic,
    sending::{SendError, SharedEnvelope},
    subscription::ListenerInfo,
};

/// Something that went wrong where nobody waits for a result; what [`Hook`]s are told.
#[derive(Debug)]
#[non_exhaustive]
pub enum Report<'a> {
    /// A posted event was not confirmed.
    NotConfirmed(&'a SendError<SharedEnvelope>),
    /// An attempt of a listener failed; it is retried or dead-lettered as its policy says.
    AttemptFailed {
        /// The envelope, with the number of the attempt.
        envelope: &'a Envelope,
        /// The listener.
        listener: &'a ListenerInfo,
        /// What it said.
        failure: &'a Failure,
    },
    /// A listener's event was given up on and lies among its dead letters.
    DeadLettered {
        /// The envelope.
        envelope: &'a Envelope,
        /// The listener.
        listener: &'a ListenerInfo,
        /// Why.
        reason: &'a str,
    },
}

/// Is told what went wrong where nobody waits for a result. It must not block.
#[derive(Clone, Default)]
pub struct Hook(Option<Arc<Told>>);

type Told = dyn Fn(&Report<'_>) + Send + Sync;

impl Hook {
    /// A hook of this function.
    pub fn new(told: impl Fn(&Report<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    /// Tells it; its panic is logged.
    pub(crate) fn tell(&self, report: &Report<'_>) {
        let Some(told) = &self.0 else { return };
        let called = panic::call(|| {
            told(report);
            Ok(())
        });
        if let Err(failure) = called {
            tracing::error!(%failure, "the failure hook failed");
        }
    }
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Hook(set)" } else { "Hook(none)" })
    }
}
