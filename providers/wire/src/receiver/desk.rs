use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use tidings_core::{
    Error,
    mutants::Mutant,
    provider::{Content, Incoming, Settlement, Signal, Token},
};
use tokio::sync::Notify;

/// The desk between core's receiver, which is polled, and the task that serves the link.
#[derive(Default)]
pub(crate) struct Desk {
    state: Mutex<State>,
    /// There is something for the task to do.
    pub(super) work: Notify,
}

#[derive(Default)]
struct State {
    arrived: Vec<Incoming>,
    settled: Vec<(Token, Settlement)>,
    // Tokens below this one are of an epoch that is over.
    first_valid: u64,
    next: u64,
    /// Credit that was granted and not yet passed on.
    granted: u32,
    /// Credit that the link has and has not used.
    outstanding: u32,
    /// Deliveries that were handed over and not settled.
    unsettled: u32,
    flags: Flags,
    end: Option<Error>,
    receiver: Option<Waker>,
    closer: Option<Waker>,
}

#[derive(Default)]
struct Flags {
    /// The epoch ended, and core does not know yet.
    lost: bool,
    /// Core waits for deliveries, so settlements must not wait any longer.
    flush: bool,
    paused: bool,
    closing: bool,
    closed: bool,
}

/// What the task is to do now.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) settled: Vec<(Token, Settlement)>,
    /// The credit that the link shall have from now on.
    pub(super) credit: Option<u32>,
    pub(super) closing: bool,
}

impl Desk {
    pub(super) fn poll_receive(&self, cx: &mut Context<'_>, batch: &mut Vec<Incoming>) -> Poll<Signal> {
        let mut state = self.lock();
        if mem::take(&mut state.flags.lost) {
            return Poll::Ready(Signal::Lost);
        }
        if !state.arrived.is_empty() {
            batch.append(&mut state.arrived);
            return Poll::Ready(Signal::Deliveries);
        }
        if let Some(error) = state.end.take() {
            return Poll::Ready(Signal::Closed(error));
        }
        state.receiver = Some(cx.waker().clone());
        if !state.settled.is_empty() && !state.flags.flush {
            state.flags.flush = true;
            drop(state);
            self.work.notify_one();
        }
        Poll::Pending
    }

    pub(super) fn grant(&self, credit: u32) {
        let mut state = self.lock();
        if state.flags.lost {
            return;
        }
        state.flags.paused = false;
        state.granted = state.granted.saturating_add(credit);
        // Worth a frame once it is a good part of what there is.
        if state.granted >= state.quarter() {
            drop(state);
            self.work.notify_one();
        }
    }

    pub(super) fn settle(&self, token: Token, settlement: Settlement) {
        let mut state = self.lock();
        if token.0 < state.first_valid {
            return;
        }
        state.settled.push((token, settlement));
        state.unsettled = state.unsettled.saturating_sub(1);
        // The first one starts the task's clock, a quarter ends the gathering.
        let gathered = state.gathered();
        if gathered == 1 || gathered == state.quarter() {
            drop(state);
            self.work.notify_one();
        }
    }

    pub(super) fn pause(&self) {
        let mut state = self.lock();
        state.flags.paused = true;
        state.granted = 0;
        drop(state);
        self.work.notify_one();
    }

    pub(super) fn poll_close(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let mut state = self.lock();
        if state.flags.closed {
            return Poll::Ready(Ok(()));
        }
        state.closer = Some(cx.waker().clone());
        drop(state);
        self.close();
        Poll::Pending
    }

    pub(super) fn close(&self) {
        self.lock().flags.closing = true;
        self.work.notify_one();
    }

    /// What there is to do: settlements once enough have gathered, or `all` of them.
    pub(super) fn take_work(&self, all: bool) -> Work {
        let mut state = self.lock();
        let all = all && !Mutant::AcceptsNeverFlushed.is_planted();
        let flush = (mem::take(&mut state.flags.flush) && !Mutant::AcceptsNeverFlushed.is_planted())
            || all
            || state.flags.closing
            || state.flags.paused;
        let is_due = flush || state.gathered() >= state.quarter();
        let settled = if is_due { mem::take(&mut state.settled) } else { Vec::new() };
        Work { settled, credit: state.take_credit(flush), closing: state.flags.closing }
    }

    /// Whether settlements wait for their time.
    pub(super) fn has_settlements(&self) -> bool {
        !self.lock().settled.is_empty()
    }

    /// Whether nothing is at work here, or about to be.
    pub(super) fn is_idle(&self) -> bool {
        let state = self.lock();
        state.unsettled == 0 && state.settled.is_empty()
    }

    pub(super) fn is_closing(&self) -> bool {
        self.lock().flags.closing
    }

    /// Hands deliveries over, in order; each gets the next token.
    pub(super) fn deliver(&self, contents: impl Iterator<Item = (Content, bool)>) {
        let mut state = self.lock();
        for (content, redelivered) in contents {
            let token = Token(state.next);
            state.next += 1;
            state.outstanding = state.outstanding.saturating_sub(1);
            state.unsettled = state.unsettled.saturating_add(1);
            state.arrived.push(Incoming::new(token, content, redelivered));
        }
        let receiver = state.receiver.take();
        drop(state);
        wake(receiver);
    }

    /// The token that the next delivery will get.
    pub(super) fn next_token(&self) -> u64 {
        self.lock().next
    }

    /// The epoch is over: nothing of it counts any more.
    pub(super) fn lost(&self) {
        let mut state = self.lock();
        state.first_valid = state.next;
        if Mutant::EpochReused.is_planted() {
            (state.first_valid, state.next) = (0, 0);
        }
        let (arrived, settled) = (mem::take(&mut state.arrived), mem::take(&mut state.settled));
        state.flags.lost = true;
        state.flags.flush = false;
        (state.granted, state.outstanding, state.unsettled) = (0, 0, 0);
        let receiver = state.receiver.take();
        drop(state);
        drop((arrived, settled));
        wake(receiver);
    }

    /// Nothing will ever come again.
    pub(super) fn finish(&self, error: Error) {
        let mut state = self.lock();
        state.flags.closed = true;
        state.end = Some(error);
        let wakers = (state.receiver.take(), state.closer.take());
        drop(state);
        wake(wakers.0);
        wake(wakers.1);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change above is whole before anything could panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn gathered(&self) -> u32 {
        u32::try_from(self.settled.len()).unwrap_or(u32::MAX)
    }

    /// A quarter of what may be under way, 1 at the least; settlements and credit are gathered up to there.
    fn quarter(&self) -> u32 {
        let whole = [self.granted, self.outstanding, self.unsettled].into_iter().fold(0, u32::saturating_add);
        (whole.saturating_add(self.gathered()) / 4).max(1)
    }

    fn take_credit(&mut self, flush: bool) -> Option<u32> {
        if self.flags.paused || self.flags.closing {
            return (mem::take(&mut self.outstanding) > 0).then_some(0);
        }
        if self.granted == 0 || (!flush && self.granted < self.quarter()) {
            return None;
        }
        let whole = self.outstanding.saturating_add(self.granted);
        self.granted = 0;
        self.outstanding = whole;
        Some(whole)
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(desk: &Desk, batch: &mut Vec<Incoming>) -> Poll<Signal> {
        desk.poll_receive(&mut Context::from_waker(Waker::noop()), batch)
    }

    fn nothing() -> (Content, bool) {
        use bytes::Bytes;
        use tidings_core::{
            codec::Form,
            envelope::{Encoded, Envelope, Head},
            event::EventInfo,
            runtime::Runtime,
        };
        let head = Head::received(EventInfo::external("e").into(), None, None, Runtime::system());
        (Content::Encoded(Box::new(Envelope::encoded(head, Encoded::new(Bytes::new(), "", Form::Text)))), false)
    }

    fn deliver(desk: &Desk, n: usize) {
        desk.deliver((0..n).map(|_| nothing()));
    }

    #[test]
    fn settlements_gather_until_a_quarter_or_until_nothing_is_ready() {
        let desk = Desk::default();
        desk.grant(100);
        assert_eq!(desk.take_work(false).credit, Some(100));
        deliver(&desk, 60);
        let mut batch = Vec::new();
        assert!(poll(&desk, &mut batch).is_ready());
        for incoming in batch.drain(..10) {
            desk.settle(incoming.token, Settlement::Accept);
        }
        assert!(desk.take_work(false).settled.is_empty());
        for incoming in batch.drain(..15) {
            desk.settle(incoming.token, Settlement::Accept);
        }
        assert_eq!(desk.take_work(false).settled.len(), 25);
        desk.settle(batch[0].token, Settlement::Accept);
        assert!(desk.take_work(false).settled.is_empty());
        assert!(poll(&desk, &mut Vec::new()).is_pending());
        assert_eq!(desk.take_work(false).settled.len(), 1);
    }

    #[test]
    fn tokens_and_credit_of_an_epoch_that_is_over_are_void() {
        let desk = Desk::default();
        desk.grant(10);
        desk.take_work(false);
        deliver(&desk, 2);
        let mut batch = Vec::new();
        assert!(poll(&desk, &mut batch).is_ready());
        desk.lost();
        desk.settle(batch[0].token, Settlement::Accept);
        desk.grant(5);
        assert!(matches!(poll(&desk, &mut Vec::new()), Poll::Ready(Signal::Lost)));
        let work = desk.take_work(true);
        assert!(work.settled.is_empty() && work.credit.is_none(), "{work:?}");
        desk.grant(1);
        assert_eq!(desk.take_work(false).credit, Some(1));
    }

    #[test]
    fn a_pause_takes_the_credit_back() {
        let desk = Desk::default();
        desk.grant(10);
        desk.take_work(false);
        desk.pause();
        assert_eq!(desk.take_work(false).credit, Some(0));
        assert_eq!(desk.take_work(false).credit, None);
        desk.grant(3);
        assert_eq!(desk.take_work(false).credit, Some(3));
    }

    #[test]
    fn no_more_is_allowed_than_was_granted() {
        let desk = Desk::default();
        let (mut granted, mut delivered) = (0_u32, 0_u32);
        for round in 1..200_u32 {
            desk.grant(round % 7);
            granted += round % 7;
            if let Some(credit) = desk.take_work(round % 3 == 0).credit {
                assert_eq!(delivered + credit, granted, "credit is what was granted and not used");
                let n = credit / 2;
                deliver(&desk, n as usize);
                delivered += n;
            }
        }
    }
}
