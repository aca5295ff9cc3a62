//! Waits in time that was lived through.
//!
//! A machine that stood still, or a process that was stopped, finds all its deadlines passed when it goes on, before
//! any peer could say a word. So what judges a peer by its silence waits in parts, of which such a time takes one.

use std::{future::Future, time::Duration};

use tokio::select;

/// In how many parts a wait is made, so that a time in which nothing ran takes a quarter of it at most.
pub const PARTS: u32 = 4;

/// Waits this long; what is left of it after a time in which nothing ran is at least three quarters.
///
/// # Cancel safety
/// Dropping the future leaves nothing behind.
pub async fn sleep(limit: Duration) {
    for _ in 0..PARTS {
        tokio::time::sleep(limit / PARTS).await;
    }
}

/// What comes of the work within such a time; `None` if nothing does.
///
/// # Cancel safety
/// That of the work.
pub async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    select! {
        biased;
        done = work => Some(done),
        () = sleep(limit) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::time::{Instant, advance};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn a_wait_takes_its_time() {
        let begun = Instant::now();
        assert_eq!(within(LIMIT, pending::<()>()).await, None);
        assert_eq!(begun.elapsed(), LIMIT);
        assert_eq!(within(LIMIT, async { 7 }).await, Some(7));
    }

    #[tokio::test(start_paused = true)]
    async fn a_time_in_which_nothing_ran_takes_a_quarter_of_it_at_most() {
        let late = async {
            // Nothing else is polled while the clock jumps.
            advance(LIMIT * 100).await;
            tokio::time::sleep(LIMIT / 2).await;
        };
        assert_eq!(within(LIMIT, late).await, Some(()));
    }
}
