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
        Self { at: later(Instant::now(), limit), hurry }
    }

    /// When it ends, as far as is known.
    pub(super) fn at(&mut self) -> Instant {
        if *self.hurry.borrow() {
            // Only the first time makes it earlier.
            self.at = self.at.min(later(Instant::now(), LEAST));
        }
        self.at
    }

    /// What is left of it.
    pub(super) fn left(&mut self) -> Duration {
        self.at().saturating_duration_since(Instant::now()).max(LEAST)
    }

    /// Waits for something that keeps to the limit by itself; `None` if it was dropped in a hurry.
    pub(super) async fn unhurried<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        tokio::select! {
            biased;
            done = &mut work => return Some(done),
            // Its other end is the manager's, which is there.
            Ok(_) = self.hurry.wait_for(|hurry| *hurry) => {}
        }
        let moment = self.at();
        tokio::select! {
            biased;
            done = &mut work => Some(done),
            () = sleep_until(moment) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    #[tokio::test(start_paused = true)]
    async fn what_was_begun_before_the_hurry_and_what_is_begun_after_it_end_in_a_moment_together() {
        let hurry = watch::Sender::new(false);
        let mut deadline = Deadline::new(LONG, hurry.subscribe());
        let begun = Instant::now();
        let (first, _) = tokio::join!(deadline.unhurried(pending::<()>()), async { hurry.send_replace(true) });
        assert!(first.is_none() && deadline.unhurried(pending::<()>()).await.is_none());
        assert_eq!(begun.elapsed(), LEAST);
        let mut late = Deadline::new(LONG, hurry.subscribe());
        assert!(late.unhurried(pending::<()>()).await.is_none());
        assert_eq!(begun.elapsed(), LEAST * 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hurry_between_two_steps_is_noticed_by_the_second() {
        let hurry = watch::Sender::new(false);
        let mut deadline = Deadline::new(LONG, hurry.subscribe());
        assert_eq!(deadline.unhurried(async { 7 }).await, Some(7));
        hurry.send_replace(true);
        let begun = Instant::now();
        assert!(deadline.unhurried(pending::<()>()).await.is_none());
        assert_eq!(begun.elapsed(), LEAST);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_hurry_what_keeps_to_the_limit_is_waited_for() {
        let hurry = watch::Sender::new(false);
        let mut deadline = Deadline::new(LONG, hurry.subscribe());
        let at = deadline.at();
        assert_eq!(deadline.unhurried(sleep_until(at)).await, Some(()));
    }
}
