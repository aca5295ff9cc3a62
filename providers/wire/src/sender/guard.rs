use std::sync::Arc;

use tidings_core::{Error, ErrorKind, provider::Unroutable};
use tokio::time::{Duration, Instant};

use super::Route;
use crate::{
    connection::Shared,
    routing::{Known, Line},
    supervisor::Epoch,
};

/// How old the knowledge may be by which something is refused: whoever has just begun to listen is not missed.
const FRESH: Duration = Duration::from_millis(250);

/// Looks whether anybody gets what is about to be sent, in one epoch.
pub(super) struct Guard {
    line: Arc<Line>,
    epoch: Epoch,
    then: Unroutable,
    name: String,
    remedy: &'static str,
    asked_at: Option<Instant>,
    is_said: bool,
}

/// What becomes of what is about to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passage {
    /// It has to be asked who listens, for which [`Guard::asked`] waits.
    Wait,
    /// It is sent, as far as is known to somebody.
    Free,
    /// It is sent, to nobody.
    Unheard,
    /// It is refused.
    Closed,
}

impl Guard {
    pub(super) fn new(route: &Route, shared: &Shared, epoch: Epoch) -> Self {
        let (then, remedy) = match &route.event {
            Some(event) => (
                shared.nobody_listens.at(event),
                "start a listener of this event first, which makes its queue, or say `.unroutable(..)` that it may be lost",
            ),
            None => (Unroutable::Error, "start the listener, which makes the queue"),
        };
        let line = shared.lines.line(&route.place());
        Self { line, epoch, then, name: route.name.clone(), remedy, asked_at: None, is_said: false }
    }

    /// What becomes of what is sent now.
    #[inline]
    pub(super) fn look(&mut self) -> Passage {
        match self.line.look(self.epoch) {
            Known::Heard | Known::Unsure => {
                self.is_said = false;
                Passage::Free
            }
            Known::Nothing => Passage::Wait,
            Known::Unheard => self.unheard(),
        }
    }

    #[cold]
    fn unheard(&mut self) -> Passage {
        if matches!(self.then, Unroutable::Warn | Unroutable::Ignore) {
            return Passage::Unheard;
        }
        if self.asked_at.is_some_and(|at| at.elapsed() < FRESH) {
            return Passage::Closed;
        }
        self.line.set(self.epoch, Known::Nothing);
        Passage::Wait
    }

    /// Waits until something is known. Cancel safe.
    pub(super) async fn asked(&mut self) {
        self.line.asked(self.epoch).await;
        self.asked_at = Some(Instant::now());
    }

    /// Whether what was sent to nobody is still known to have been.
    pub(super) fn is_unheard(&self) -> bool {
        self.line.known(self.epoch) == Known::Unheard
    }

    /// Says once that events are lost, where that is wanted.
    #[cold]
    pub(super) fn say(&mut self) {
        if self.then == Unroutable::Warn && !std::mem::replace(&mut self.is_said, true) {
            tracing::warn!(to = %self.name, "events are lost, since nobody listens to this address");
        }
    }

    /// Why something is refused.
    #[cold]
    pub(super) fn refusal(&self) -> Error {
        Error::new(ErrorKind::Unroutable, "send an event").with("to", &self.name).with_remedy(self.remedy)
    }
}
