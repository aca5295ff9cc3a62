use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::Notify;

use super::{
    directory::Place,
    line::{Known, Line},
};
use crate::{held::Held, supervisor::Epoch};

/// Every place that this connection sends to.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    lines: Held<Place, Line>,
    /// Somebody waits for an answer.
    pub(super) asks: Arc<Notify>,
    is_said: AtomicBool,
}

impl Lines {
    /// The line of a place, the same for everybody.
    pub(crate) fn line(&self, place: &Place) -> Arc<Line> {
        // What is known of a place that nobody sends to any more is asked anew.
        self.lines.get_or_insert(place, || Line::new(place.clone(), self.asks.clone()), |_| true)
    }

    /// This process itself changed something at an address: what was known is asked anew, so that whoever knows of the
    /// change finds it.
    pub(crate) fn changed(&self, address: &str, epoch: Epoch) {
        for line in self.all().iter().filter(|line| line.place.address == address) {
            if line.known(epoch) == Known::Unheard {
                line.set(epoch, Known::Nothing);
            }
        }
    }

    pub(super) fn all(&self) -> Vec<Arc<Line>> {
        self.lines.all()
    }

    /// Whether this is the first time that something is to be said which is said once.
    pub(super) fn is_first_time(&self) -> bool {
        !self.is_said.swap(true, Ordering::Relaxed)
    }
}
