use std::{future::Future, pin::pin, sync::Arc};

use futures_util::FutureExt;
use tidings_core::{ErrorKind, policy::Backoff, provider::Claim};
use tokio::{
    select,
    time::{Duration, sleep},
};

use super::{
    Desk, Opening, Telling, alone, nudge,
    open::open,
    serve::{Left, serve},
};
use crate::{
    connection::{Epoch, Now, Shared, next, over},
    envelope::Expected,
    error,
    link::{Condition, Links},
    supervisor::Epoch as Number,
};

/// The pauses between tries to attach again on a connection that works.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(5));

/// How long a link must last for its loss not to be one in a row.
const PROBATION: Duration = Duration::from_secs(1);

/// Keeps one queue received from, epoch by epoch.
pub(crate) struct Task<L> {
    pub(crate) desk: Arc<Desk>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) now: Now<L>,
    pub(crate) claim: Claim,
    pub(crate) expected: Expected,
    pub(crate) health: Telling,
}

impl<L: Links> Task<L> {
    /// Runs until the receiver or the connection is closed. The first link was opened by whoever subscribed.
    pub(crate) async fn run(mut self, epoch: Arc<Epoch<L>>, opening: Opening<L>) {
        let full = self.claim.full_queue();
        let mut opened = Some((epoch, opening));
        let (mut failures, mut losses) = (0, 0);
        let mut end = error::closed("receive");
        let mut is_first = true;
        while let Some((epoch, Opening { link, reach, .. })) = opened {
            self.shared.presence.arrived(&full, self.claim.address(), epoch.number, reach);
            self.shared.lines.changed(self.claim.address(), epoch.number);
            let limit = self.shared.limits.heartbeat;
            let serving = serve(link, &self.desk, &self.expected, over(&epoch, self.now.clone()), limit);
            let serving = nudge::beside(serving, &*epoch.topology, &self.claim, &self.desk);
            let is_first = std::mem::take(&mut is_first);
            let left = select! {
                biased;
                left = self.on_probation(&full, serving, &mut losses) => left,
                never = alone::watch(&self.shared, &epoch, &self.claim, is_first) => match never {},
            };
            self.shared.presence.left(&full);
            // Whoever watches the epochs may learn of a death later than this task.
            let over_with;
            match left {
                Left::Closed => break,
                // Every further try would take from somebody else's queue.
                Left::Lost(fault) if fault.condition == Condition::Foreign => {
                    end = fault.into_error("receive").with("queue", &full);
                    self.health.trouble(&end);
                    tracing::error!(queue = %full, cause = ?end, "the queue gives another address's events, it is left");
                    break;
                }
                Left::Lost(fault) => {
                    self.desk.lost();
                    // Over a connection that lives the cause is the link's alone, and goes by itself.
                    let cause = fault.into_error("keep a link").with_retryable(true);
                    self.health.trouble(&cause);
                    let is_dead = epoch.links.lost().now_or_never().is_some();
                    over_with = is_dead.then_some(epoch.number);
                    let is_current = self.now.borrow().as_ref().is_some_and(|now| now.number == epoch.number);
                    let is_alone = is_current && !is_dead;
                    losses = if is_alone { losses + 1 } else { 0 };
                    if is_alone {
                        tracing::warn!(queue = %full, ?cause, losses, "the link was lost, attaching again");
                        if losses > 1 {
                            // Something in the queue may end every link, until the broker gives up on it.
                            self.shared.board.trouble(&full, &cause);
                            let pause = BACKOFF.pause(losses - 1, &self.shared.runtime);
                            if self.rest(pause).await.is_none() {
                                break;
                            }
                        }
                    }
                }
            }
            opened = self.reopen(&full, over_with, &mut failures).await;
        }
        self.shared.presence.forgotten(&full);
        self.shared.board.fine(&full);
        self.desk.finish(end);
    }

    /// Serves a link. After a loss it is up only once it has lasted, and after losses in a row so is the connection.
    async fn on_probation(&self, full: &str, serving: impl Future<Output = Left>, losses: &mut u32) -> Left {
        let mut serving = pin!(serving);
        if *losses == 0 {
            self.health.fine();
        }
        if *losses < 2 {
            self.shared.board.fine(full);
        }
        if *losses > 0 {
            select! {
                biased;
                left = &mut serving => return left,
                () = sleep(PROBATION) => {}
            }
            *losses = 0;
            self.health.fine();
            self.shared.board.fine(full);
        }
        serving.await
    }

    /// Tries until it succeeds; `None` once the receiver or the connection is closed.
    async fn reopen(
        &mut self,
        full: &str,
        over_with: Option<Number>,
        failures: &mut u32,
    ) -> Option<(Arc<Epoch<L>>, Opening<L>)> {
        loop {
            let epoch = self.epoch(over_with).await?;
            let error = match open(&self.shared, &epoch, &self.claim).await {
                Ok(opening) => {
                    *failures = 0;
                    return Some((epoch, opening));
                }
                Err(error) => error,
            };
            *failures += 1;
            self.shared.board.trouble(full, &error);
            self.health.trouble(&error);
            let pause = if error.is_retryable() || error.kind() == ErrorKind::NotFound {
                tracing::warn!(queue = %full, cause = ?error, "the queue cannot be received from, trying again");
                BACKOFF.pause(*failures, &self.shared.runtime)
            } else {
                tracing::error!(queue = %full, cause = ?error, "the queue cannot be received from, trying again slowly");
                self.shared.patience.slow
            };
            self.rest(pause).await?;
        }
    }

    /// Waits for a connection; `None` once there will be none, or nobody wants one.
    async fn epoch(&mut self, over_with: Option<Number>) -> Option<Arc<Epoch<L>>> {
        let mut connection = self.shared.board.watch_connection();
        loop {
            if self.desk.is_closing() {
                return None;
            }
            self.health.connection(&connection.borrow_and_update());
            select! {
                biased;
                () = self.desk.work.notified() => {}
                // It ends with the board, which this task keeps.
                Ok(()) = connection.changed() => {}
                epoch = next(&mut self.now, over_with) => return epoch,
            }
        }
    }

    async fn rest(&mut self, pause: Duration) -> Option<()> {
        let mut over = std::pin::pin!(sleep(pause));
        let mut now = self.now.clone();
        now.mark_unchanged();
        loop {
            if self.desk.is_closing() {
                return None;
            }
            select! {
                biased;
                () = &mut over => return Some(()),
                _ = now.changed() => return Some(()),
                () = self.desk.work.notified() => {}
            }
        }
    }
}
