//! Takes deliveries from one link and settles them, until the link ends.

use std::{future::Future, pin::pin, time::Duration};

use futures_util::FutureExt;
use tidings_core::provider::Settlement;
use tokio::{
    select,
    time::{Instant, sleep_until},
};

use super::desk::{Desk, Work};
use crate::{
    envelope::{self, Expected},
    link::{Disposition, Fault, LinkReceiver, Received},
    numbered::Numbered,
};

/// The longest that a settlement waits for others.
const GATHERING: Duration = Duration::from_millis(5);
/// The most deliveries that are handed over at once.
const BATCH: usize = 256;

/// Why a link was left.
pub(super) enum Left {
    Lost(Fault),
    Closed,
}

/// Serves a link until it is lost or the receiver is closed; then everything settled has arrived, and what was not is
/// the broker's again.
pub(super) async fn serve<R: LinkReceiver>(
    mut link: R,
    desk: &Desk,
    expected: &Expected,
    lost: impl Future<Output = Fault>,
    limit: Duration,
) -> Left {
    let mut lost = pin!(lost);
    // What was delivered and not yet settled, by token.
    let mut unsettled = Numbered::from(desk.next_token());
    let mut flush_at = None;
    loop {
        let is_late = flush_at.is_some_and(|at| at <= Instant::now());
        let work = desk.take_work(is_late);
        let closing = work.closing;
        if let Err(fault) = work_off(&mut link, work, &mut unsettled).await {
            return Left::Lost(fault);
        }
        if closing {
            if let Err(fault) = link.settle(unsettled.drain().collect(), Disposition::Released).await {
                return Left::Lost(fault);
            }
            link.detach(limit).await;
            return Left::Closed;
        }
        flush_at = match (desk.has_settlements(), flush_at) {
            (false, _) => None,
            (true, Some(at)) if !is_late => Some(at),
            (true, _) => Some(Instant::now() + GATHERING),
        };
        select! {
            biased;
            () = desk.work.notified() => {}
            received = link.receive() => match received {
                Ok(received) => take_batch(&mut link, received, desk, expected, &mut unsettled),
                Err(fault) => return Left::Lost(fault),
            },
            () = late(flush_at) => {}
            fault = &mut lost => return Left::Lost(fault),
        }
    }
}

async fn late(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Hands over what was received, and whatever else is there already.
fn take_batch<R: LinkReceiver>(
    link: &mut R,
    first: Received<R::Delivery>,
    desk: &Desk,
    expected: &Expected,
    unsettled: &mut Numbered<R::Delivery>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut received = Some(first);
    while let Some(Received { delivery, redelivered, message }) = received.take() {
        unsettled.push(delivery);
        batch.push((envelope::read(message, expected), redelivered));
        if batch.len() < BATCH {
            // A fault shows again at the next receive.
            received = link.receive().now_or_never().and_then(Result::ok);
        }
    }
    desk.deliver(batch.into_iter());
}

async fn work_off<R: LinkReceiver>(
    link: &mut R,
    work: Work,
    unsettled: &mut Numbered<R::Delivery>,
) -> Result<(), Fault> {
    // No more before something is given back, or that would come again at once.
    if work.credit == Some(0) {
        link.credit(0).await?;
    }
    let (mut accepted, mut released) = (Vec::new(), Vec::new());
    for (token, settlement) in work.settled {
        let Some(delivery) = unsettled.remove(token.0) else { continue };
        match settlement {
            Settlement::Accept => accepted.push(delivery),
            // What a later version knows beside accepting gives the delivery back, which loses nothing.
            _ => released.push(delivery),
        }
    }
    if !accepted.is_empty() {
        link.settle(accepted, Disposition::Accepted).await?;
    }
    if !released.is_empty() {
        link.settle(released, Disposition::Released).await?;
    }
    match work.credit {
        Some(credit) if credit > 0 => link.credit(credit).await,
        _ => Ok(()),
    }
}
