//! Transfers what is offered over one link, until the link ends.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll},
};

use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use tokio::select;

use super::Outbox;
use crate::{
    envelope,
    link::{Fault, LinkSender, TransferError, Verdict},
    window::Ticket,
};

/// The outcome of one transfer, with whose it is.
struct Tagged<F> {
    ticket: Ticket,
    outcome: F,
}

impl<F: Future + Unpin> Future for Tagged<F> {
    type Output = (Ticket, F::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ticket = self.ticket;
        Pin::new(&mut self.outcome).poll(cx).map(|outcome| (ticket, outcome))
    }
}

/// Why a link was left.
pub(super) enum Left {
    Lost(Fault),
    /// Whoever called wants it so; everything was decided, or will go over another link.
    Wanted,
}

/// Serves a link until it is lost, or `leave` is ready. `lost` is the end of the connection.
pub(super) async fn serve<S: LinkSender>(
    mut link: S,
    outbox: &Outbox,
    lost: impl Future<Output = Fault>,
    leave: impl Future<Output = ()>,
    limit: std::time::Duration,
) -> Left {
    let mut outcomes = FuturesUnordered::new();
    let (mut lost, mut leave) = (pin!(lost), pin!(leave));
    let left = 'link: loop {
        let Some(next) = outbox.take_next() else {
            select! {
                biased;
                Some((ticket, outcome)) = outcomes.next(), if !outcomes.is_empty() => match outcome {
                    Ok(verdict) => outbox.decide(ticket, verdict),
                    Err(fault) => break Left::Lost(fault),
                },
                () = outbox.work.notified() => {}
                () = outbox.taken_back.notified() => outbox.sweep(),
                fault = &mut lost => break Left::Lost(fault),
                () = &mut leave => break Left::Wanted,
            }
            continue;
        };
        let ticket = next.ticket;
        let message = match envelope::write(next.parcel.envelope(), next.duplicate_id.as_deref()) {
            Ok(message) => message,
            Err(error) => {
                drop(next);
                outbox.fail(ticket, error);
                continue;
            }
        };
        drop(next);
        let mut transfer = pin!(link.transfer(message));
        let transferred = loop {
            // While the peer gives no credit, what it decides is heard all the same.
            select! {
                biased;
                transferred = &mut transfer => break transferred,
                Some((ticket, outcome)) = outcomes.next(), if !outcomes.is_empty() => match outcome {
                    Ok(verdict) => outbox.decide(ticket, verdict),
                    Err(fault) => break 'link Left::Lost(fault),
                },
                () = outbox.taken_back.notified() => outbox.sweep(),
                fault = &mut lost => break 'link Left::Lost(fault),
            }
        };
        match transferred {
            Ok(outcome) => outcomes.push(Tagged { ticket, outcome }),
            Err(TransferError::Refused(fault)) => outbox.refuse(ticket, fault),
            Err(TransferError::Lost(fault)) => break Left::Lost(fault),
        }
    };
    match &left {
        // First the link: outcomes of a link that lives never resolve when its connection is gone.
        Left::Lost(_) => drop(link),
        Left::Wanted => link.detach(limit).await,
    }
    // What was decided before the end still counts.
    while let Some(Some((ticket, outcome))) = outcomes.next().now_or_never() {
        if let Ok(verdict @ (Verdict::Accepted | Verdict::Rejected(_))) = outcome {
            outbox.decide(ticket, verdict);
        }
    }
    left
}
