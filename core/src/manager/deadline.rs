use std::{future::Future, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::runtime::later;

/// Never nothing, so that what is ready can be finished.
const LEAST: Duration = Duration::from_millis(100);

/// Until when a step of a shutdown may take: its limit, or a moment once somebody is in a hurry.
pub(super) struct Deadline {
    at: Instant,
    hurry: watch::Receiver<bool>,
}

impl Deadline {
    pub(super) fn new(limit: Duration, hurry: watch::Receiver<bool>) -> Self {
        let mut deadline = Self { at: later(Instant::now(), limit), hurry };
        if *deadline.hurry.borrow_and_update() {
            deadline.cut_short();
        }
        deadline
    }

    /// When it ends, as far as is known.
    pub(super) fn at(&self) -> Instant {
        self.at
    }

    /// What is left of it.
    pub(super) fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now()).max(LEAST)
    }

    /// Waits for something that keeps to the limit by itself; `None` if it was dropped in a hurry.
    pub(super) async fn unhurried<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        if !*self.hurry.borrow_and_update() {
            tokio::select! {
                biased;
                done = &mut work => return Some(done),
                // Its other end is the manager's, which is there.
                Ok(_) = self.hurry.wait_for(|hurry| *hurry) => {}
            }
            self.cut_short();
        }
        tokio::select! {
            biased;
            done = &mut work => Some(done),
            () = sleep_until(self.at) => None,
        }
    }

    fn cut_short(&mut self) {
        self.at = self.at.min(later(Instant::now(), LEAST));
    }
}
