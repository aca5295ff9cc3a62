//! Keeps a queue going that its broker pauses when somebody joins.

use std::{future::Future, pin::pin};

use tidings_core::provider::Claim;
use tokio::{
    select,
    time::{Duration, sleep},
};

use super::Desk;
use crate::topology::Topology;

/// The longest that a queue stays paused after the last delivery was settled, give or take a round trip.
const PAUSE: Duration = Duration::from_secs(1);

/// Does some work, and nudges the broker meanwhile whenever there is nothing to do here.
///
/// Who settles last does not know that somebody joined, and who joined may be gone: so everybody does it.
pub(super) async fn beside<T>(work: impl Future<Output = T>, topology: &dyn Topology, claim: &Claim, desk: &Desk) -> T {
    let mut work = pin!(work);
    if !claim.is_rebalancing() {
        return work.await;
    }
    let mut nudging = pin!(async {
        loop {
            sleep(PAUSE).await;
            if desk.is_idle()
                && let Err(error) = topology.nudge(claim).await
            {
                tracing::debug!(queue = %claim.full_queue(), %error, "a queue that may be paused was not looked at");
            }
        }
    });
    select! {
        biased;
        done = &mut work => done,
        () = &mut nudging => work.await,
    }
}
