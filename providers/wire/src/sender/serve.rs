//! Transfers what is offered over one link, until the link ends.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};

use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use tokio::{
    select,
    task::{Unconstrained, unconstrained},
    time::{Duration, Instant, sleep},
};

use super::{
    Outbox,
    guard::{Guard, Passage},
    outbox::Taken,
};
use crate::{
    envelope,
    link::{Condition, Fault, LinkSender, TransferError, Verdict},
    window::Ticket,
};

/// The outcome of one transfer, with whose it is.
struct Tagged<F> {
    ticket: Ticket,
    // It was known that nobody would get it.
    is_unheard: bool,
    // There may be many: those beyond the task's share of a poll would be polled over and over.
    outcome: Unconstrained<F>,
}

impl<F: Future + Unpin> Future for Tagged<F> {
    type Output = (Ticket, bool, F::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (ticket, is_unheard) = (self.ticket, self.is_unheard);
        Pin::new(&mut self.outcome).poll(cx).map(|outcome| (ticket, is_unheard, outcome))
    }
}

/// A transfer that its sender may take back while the peer does not take it: it is claimed only while it is polled. It
/// resolves to nothing when it was taken back.
struct HandingOver<'a, F> {
    transfer: Pin<&'a mut F>,
    outbox: &'a Outbox,
    ticket: Ticket,
    waited: bool,
}

impl<T, F: Future<Output = Result<T, TransferError>>> Future for HandingOver<'_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if this.waited && !this.outbox.goes_on(this.ticket) {
            return Poll::Ready(None);
        }
        let transferred = this.transfer.as_mut().poll(cx);
        match &transferred {
            Poll::Ready(Ok(_)) => this.outbox.sent(this.ticket),
            Poll::Ready(Err(_)) => this.outbox.waits(this.ticket),
            Poll::Pending => {
                this.waited = true;
                this.outbox.waits(this.ticket);
            }
        }
        transferred.map(Some)
    }
}

/// Why a link was left.
pub(super) enum Left {
    Lost(Fault),
    /// Whoever called wants it so; everything was decided, or will go over another link.
    Wanted,
    /// Nobody will offer anything any more.
    Retired,
    /// The peer refused one and hid why; whoever asks elsewhere may learn it. Such a refusal ends the link.
    Refused(Ticket, Fault),
    /// The queue of dead letters is gone.
    Missing,
    /// The peer has taken nothing for a while, and has decided all that it took before.
    Starved,
}

/// How long the peer may take nothing before that is told, and the link is attached anew: Artemis forgets to give credit
/// to a link on which it refused much, whatever room there is later.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a copy waits for the peer to take it. While it takes nothing, none waits: the listeners whose copies these are
/// may be the ones that make room.
const COPY_PATIENCE: Duration = Duration::from_millis(250);

/// Serves a link until it is lost, or `leave` is ready. `lost` is the end of the connection; `room` is told when the peer
/// takes nothing for a while, and when it takes something again.
pub(super) async fn serve<S: LinkSender>(
    mut link: S,
    outbox: &Outbox,
    guard: &mut Guard,
    lost: impl Future<Output = Fault>,
    leave: impl Future<Output = ()>,
    room: impl Fn(bool),
    limit: Duration,
) -> Left {
    let mut outcomes = FuturesUnordered::new();
    // Whether the peer took the last one without further ado.
    let mut is_taken = false;
    // Since when it takes nothing.
    let mut starved = None;
    let (mut lost, mut leave) = (pin!(lost), pin!(leave));
    let left = 'link: loop {
        let taken = outbox.take_next(|| guard.look());
        let Taken::Next(next) = taken else {
            let must_ask = matches!(taken, Taken::Wait);
            select! {
                biased;
                Some(outcome) = outcomes.next(), if !outcomes.is_empty() => {
                    // Outcomes come many at a time.
                    let mut next = Some(outcome);
                    while let Some(outcome) = next {
                        if let Some(left) = heard(outbox, guard, outcome) {
                            break 'link left;
                        }
                        next = outcomes.next().now_or_never().flatten();
                    }
                }
                () = guard.asked(), if must_ask => {}
                () = outbox.work.notified() => {}
                () = outbox.taken_back.notified() => outbox.sweep(),
                fault = &mut lost => break Left::Lost(fault),
                () = &mut leave => break Left::Wanted,
                () = outbox.retired.notified() => break Left::Retired,
            }
            continue;
        };
        let (ticket, is_copy, is_unheard) = (next.ticket, next.is_copy, next.passage == Passage::Unheard);
        if next.passage == Passage::Closed {
            drop(next);
            outbox.unroutable(ticket, guard.refusal());
            if outbox.route().letters.is_some() {
                break Left::Missing;
            }
            continue;
        }
        if is_unheard {
            guard.say();
        }
        let message = match envelope::write(next.parcel.envelope(), next.duplicate_id.as_deref()) {
            Ok(message) => message,
            Err(error) => {
                drop(next);
                outbox.fail(ticket, error);
                continue;
            }
        };
        drop(next);
        let mut transfer = HandingOver { transfer: pin!(link.transfer(message)), outbox, ticket, waited: false };
        // Nearly always at once, so that no timer is needed.
        let at_once = poll_fn(|cx| Poll::Ready(Pin::new(&mut transfer).poll(cx))).await;
        let transferred = match at_once {
            Poll::Ready(transferred) => transferred,
            Poll::Pending => {
                let mut patience = pin!(sleep(if is_copy { COPY_PATIENCE } else { PATIENCE }));
                let transferred = loop {
                    if is_copy && starved.is_some() {
                        break Some(Err(TransferError::Refused(no_room())));
                    }
                    // While the peer takes nothing, what it decides is heard all the same.
                    select! {
                        biased;
                        transferred = &mut transfer => break transferred,
                        Some(outcome) = outcomes.next(), if !outcomes.is_empty() => {
                            if let Some(left) = heard(outbox, guard, outcome) {
                                break 'link left;
                            }
                        }
                        () = outbox.taken_back.notified() => outbox.sweep(),
                        fault = &mut lost => break 'link Left::Lost(fault),
                        () = &mut leave => break 'link Left::Wanted,
                        () = &mut patience => {
                            room(false);
                            starved.get_or_insert_with(Instant::now);
                            if !is_copy && outcomes.is_empty() {
                                break 'link Left::Starved;
                            }
                            patience.set(sleep(PATIENCE));
                        }
                    }
                };
                is_taken = false;
                transferred
            }
        };
        match transferred {
            Some(Ok(outcome)) => {
                if !std::mem::replace(&mut is_taken, true) {
                    starved = None;
                    room(true);
                }
                outcomes.push(Tagged { ticket, is_unheard, outcome: unconstrained(outcome) });
            }
            Some(Err(TransferError::Refused(fault))) => {
                outbox.refuse(ticket, fault);
                if outcomes.is_empty() && starved.is_some_and(|since| since.elapsed() >= PATIENCE) {
                    break Left::Starved;
                }
            }
            Some(Err(TransferError::Lost(fault))) => break Left::Lost(fault),
            None => outbox.give_up(ticket),
        }
    };
    match &left {
        // First the link: outcomes of a link that lives never resolve when its connection is gone.
        Left::Lost(_) | Left::Refused(..) => drop(link),
        Left::Wanted | Left::Missing | Left::Starved | Left::Retired => outbox.beside(link.detach(limit)).await,
    }
    // What was decided before the end still counts.
    while let Some(Some((ticket, is_unheard, outcome))) = outcomes.next().now_or_never() {
        if let Ok(verdict @ (Verdict::Accepted | Verdict::Rejected(_))) = outcome {
            outbox.decide(ticket, verdict, is_unheard && guard.is_unheard());
        }
    }
    left
}

/// Tells the outcome of a transfer; what it means for the link, if anything.
fn heard(
    outbox: &Outbox,
    guard: &Guard,
    (ticket, is_unheard, outcome): (Ticket, bool, Result<Verdict, Fault>),
) -> Option<Left> {
    match outcome {
        Ok(Verdict::Rejected(fault)) if fault.condition == Condition::Unexplained => Some(Left::Refused(ticket, fault)),
        Ok(verdict) => {
            outbox.decide(ticket, verdict, is_unheard && guard.is_unheard());
            None
        }
        Err(fault) => Some(Left::Lost(fault)),
    }
}

/// A copy that nobody takes now.
fn no_room() -> Fault {
    Fault::new(Condition::Full, "nothing is taken for now: the address, its memory or its disk may be full")
}
