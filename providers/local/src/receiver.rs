use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tidings_core::{
    error::Error,
    provider::{Claim, Incoming, Receiver, Settlement, Signal, Token},
    runtime::Runtime,
};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{
    broker::{Broker, Entry, Receives, Taken, Unsettled},
    envelope::Seal,
    error,
    topology::{self, Place},
};

/// Gives the deliveries of one queue to one listener.
///
/// It keeps what is unsettled itself, so that accepting takes no lock. Credit is handed on with the next poll.
pub(crate) struct QueueReceiver {
    broker: Arc<Broker>,
    place: Place,
    claim: Claim,
    seal: Seal,
    runtime: Runtime,
    granted: u32,
    unsettled: Unsettled,
    /// When the next delayed event is due, while nothing else is there.
    timer: Option<Pin<Box<Sleep>>>,
    /// The last poll found nothing: whoever polled sleeps.
    waits: bool,
    /// `None` once it has left.
    receives: Option<Receives>,
}

impl QueueReceiver {
    pub(crate) fn new(broker: Arc<Broker>, place: Place, claim: Claim, seal: Seal, runtime: Runtime) -> Self {
        let receives = Some(Receives::new(&place.link));
        Self {
            broker,
            place,
            claim,
            seal,
            runtime,
            granted: 0,
            unsettled: Unsettled::default(),
            timer: None,
            waits: false,
            receives,
        }
    }

    /// Leaves the queue; what is unsettled goes back, marked if nobody can say how far it came.
    fn leave(&mut self, redelivered: bool) {
        let Some(receives) = self.receives.take() else { return };
        let mut unsettled = self.unsettled.drain();
        if redelivered {
            unsettled.iter_mut().for_each(Entry::mark_redelivered);
        }
        topology::leave(&self.broker, &self.place, unsettled);
        drop(receives);
    }

    #[cold]
    fn give_back(&self, entry: Entry) {
        self.place.address.give_back(self.place.queue, [entry]);
    }

    fn append(&self, count: usize, batch: &mut Vec<Incoming>) {
        batch.reserve(count);
        for (token, entry) in self.unsettled.newest(count) {
            let content = self.seal.open(entry.parcel(), &self.claim, &self.runtime);
            batch.push(Incoming::new(token, content, entry.is_redelivered()));
        }
    }

    fn poll_timer(&mut self, due: Option<Instant>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(due) = due else {
            self.timer = None;
            return Poll::Pending;
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(due)));
        if timer.deadline() != due {
            timer.as_mut().reset(due);
        }
        timer.as_mut().poll(cx)
    }
}

impl Receiver for QueueReceiver {
    fn poll_receive(&mut self, cx: &mut Context<'_>, batch: &mut Vec<Incoming>) -> Poll<Signal> {
        loop {
            let granted = std::mem::take(&mut self.granted);
            let Place { address, queue, slot, .. } = &self.place;
            match address.take(*queue, *slot, granted, cx.waker(), &mut self.unsettled) {
                Taken::Some(count) => {
                    self.waits = false;
                    self.append(count, batch);
                    return Poll::Ready(Signal::Deliveries);
                }
                Taken::Nothing(due) => {
                    self.waits = true;
                    if self.poll_timer(due, cx).is_pending() {
                        return Poll::Pending;
                    }
                }
                Taken::Gone => return Poll::Ready(Signal::Closed(error::closed("receive events"))),
            }
        }
    }

    fn grant(&mut self, credit: u32) {
        if self.waits {
            self.place.address.grant(self.place.queue, self.place.slot, credit);
        } else {
            self.granted = self.granted.saturating_add(credit);
        }
    }

    #[inline]
    fn settle(&mut self, token: Token, settlement: Settlement) {
        let Some(entry) = self.unsettled.remove(token) else { return };
        if settlement == Settlement::Return {
            self.give_back(entry);
        }
        // Otherwise the next poll tells.
        if self.waits && self.unsettled.is_empty() {
            self.place.address.set_idle(self.place.queue, self.place.slot);
        }
    }

    fn pause(&mut self) {
        self.granted = 0;
        self.place.address.pause(self.place.queue, self.place.slot);
    }

    fn poll_close(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.leave(false);
        Poll::Ready(Ok(()))
    }
}

impl Drop for QueueReceiver {
    /// Nobody closed it, so nobody knows what became of the deliveries: they are marked.
    fn drop(&mut self) {
        self.leave(true);
    }
}
