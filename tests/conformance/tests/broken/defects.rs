//! What providers have been seen to do wrong.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use tidings_core::{
    codec::Form,
    envelope::{Encoded, Envelope, Head, Parcel},
    error::Error,
    event::EventRef,
    headers::Headers,
    provider::{
        Admission, Connection, Incoming, Outcome, Receipt, Receiver, Sender, Settlement, Signal, Target, Token,
    },
    testing::Wrap,
};

type Offer = dyn Fn(&dyn Sender, Arc<dyn Parcel>, Admission) -> Receipt + Send + Sync;

/// A sender that meddles with what is offered.
struct Meddling {
    inner: Arc<dyn Sender>,
    offer: Box<Offer>,
}

impl Sender for Meddling {
    fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt {
        (self.offer)(&*self.inner, parcel, admission)
    }

    fn is_inline(&self) -> bool {
        false
    }
}

fn meddling(
    inner: Arc<dyn Sender>,
    offer: impl Fn(&dyn Sender, Arc<dyn Parcel>, Admission) -> Receipt + Send + Sync + 'static,
) -> Arc<dyn Sender> {
    Arc::new(Meddling { inner, offer: Box::new(offer) })
}

/// A sender that changes the head of what is offered.
fn changing(inner: Arc<dyn Sender>, change: fn(&mut Head)) -> Arc<dyn Sender> {
    meddling(inner, move |inner, parcel, admission| inner.offer(parcel.copy(change), admission))
}

/// Does nothing wrong.
#[derive(Clone)]
pub(crate) struct Honest;
impl Wrap for Honest {}

#[derive(Clone)]
pub(crate) struct LosesHeaders;
impl Wrap for LosesHeaders {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        changing(connection.sender(target), |head| *head.headers_mut() = Headers::new())
    }
}

#[derive(Clone)]
pub(crate) struct IgnoresDelays;
impl Wrap for IgnoresDelays {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        changing(connection.sender(target), |head| head.set_delay(None))
    }
}

/// Gives each copy an id and a time of its own.
#[derive(Clone)]
pub(crate) struct RenewsIds;
impl Wrap for RenewsIds {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        match target {
            Target::Address(_) => connection.sender(target),
            _ => changing(connection.sender(target), Head::renew),
        }
    }
}

#[derive(Clone)]
pub(crate) struct LosesKeys;
impl Wrap for LosesKeys {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        changing(connection.sender(target), |head| head.set_key(""))
    }
}

#[derive(Clone)]
pub(crate) struct DeliversTwice;
impl Wrap for DeliversTwice {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        meddling(connection.sender(target), |inner, parcel, admission| {
            drop(inner.offer(parcel.clone(), admission));
            inner.offer(parcel, admission)
        })
    }
}

/// Holds every tenth event back for a moment.
#[derive(Clone)]
pub(crate) struct Reorders;
impl Wrap for Reorders {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        let count = AtomicU64::new(0);
        meddling(connection.sender(target), move |inner, parcel, admission| {
            let late = count.fetch_add(1, Ordering::Relaxed) % 10 == 5;
            let delay = late.then_some(Duration::from_millis(30));
            inner.offer(parcel.copy(|head| head.set_delay(delay.or(head.delay()))), admission)
        })
    }
}

#[derive(Clone)]
pub(crate) struct ConfirmsWhatItDrops;
impl Wrap for ConfirmsWhatItDrops {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        let count = AtomicU64::new(0);
        meddling(connection.sender(target), move |inner, parcel, admission| {
            match count.fetch_add(1, Ordering::Relaxed) % 20 {
                7 => Receipt::ready(Outcome::Confirmed),
                _ => inner.offer(parcel, admission),
            }
        })
    }
}

/// Drops a copy if one with the same id and attempt was sent from another queue.
#[derive(Clone, Default)]
pub(crate) struct TakesIdsForUnique(Arc<Mutex<HashSet<String>>>);

impl Wrap for TakesIdsForUnique {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        let inner = connection.sender(target);
        let sort = match target {
            Target::Address(_) => return inner,
            Target::DeadLetters(_) => "dead",
            _ => "retry",
        };
        let seen = self.0.clone();
        meddling(inner, move |inner, parcel, admission| {
            let envelope = parcel.envelope();
            let id = format!("{}:{sort}:{}", envelope.id(), envelope.attempt());
            let fresh = seen.lock().is_ok_and(|mut seen| seen.insert(id));
            if fresh { inner.offer(parcel, admission) } else { Receipt::ready(Outcome::Confirmed) }
        })
    }
}

/// Sends what is for one queue to the whole address.
#[derive(Clone)]
pub(crate) struct SendsRetriesToEverybody;
impl Wrap for SendsRetriesToEverybody {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        match target {
            Target::Queue(claim) => connection.sender(&Target::Address(EventRef::clone(claim.event_ref()))),
            _ => connection.sender(target),
        }
    }
}

#[derive(Clone)]
pub(crate) struct ForgetsDeadLetters;
impl Wrap for ForgetsDeadLetters {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        match target {
            Target::DeadLetters(_) => meddling(connection.sender(target), |_, _, _| Receipt::ready(Outcome::Confirmed)),
            _ => connection.sender(target),
        }
    }
}

/// Counts the length of a body in 16 bits.
#[derive(Clone)]
pub(crate) struct CutsLongBodies;
impl Wrap for CutsLongBodies {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        meddling(connection.sender(target), |inner, parcel, admission| {
            let envelope = parcel.envelope();
            match envelope.body() {
                Ok(body) if envelope.form() == Form::Binary || body.len() > 65_535 => {
                    let cut = Encoded::new(body.slice(..body.len() % 65_536), "application/octet-stream", Form::Binary);
                    inner.offer(Arc::new(Envelope::encoded(envelope.head().clone(), cut)), admission)
                }
                _ => inner.offer(parcel, admission),
            }
        })
    }
}

/// A receiver that settles when it should not.
struct Settling {
    inner: Box<dyn Receiver>,
    at_once: bool,
    open: Vec<Token>,
}

impl Receiver for Settling {
    fn poll_receive(&mut self, cx: &mut Context<'_>, batch: &mut Vec<Incoming>) -> Poll<Signal> {
        let before = batch.len();
        let polled = self.inner.poll_receive(cx, batch);
        for incoming in &batch[before..] {
            match self.at_once {
                true => self.inner.settle(incoming.token, Settlement::Accept),
                false => self.open.push(incoming.token),
            }
        }
        polled
    }

    fn grant(&mut self, credit: u32) {
        self.inner.grant(credit);
    }

    fn settle(&mut self, token: Token, _: Settlement) {
        self.inner.settle(token, Settlement::Accept);
        self.open.retain(|open| *open != token);
    }

    fn pause(&mut self) {
        self.inner.pause();
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.accept_all();
        self.inner.poll_close(cx)
    }
}

impl Settling {
    fn accept_all(&mut self) {
        for token in std::mem::take(&mut self.open) {
            self.inner.settle(token, Settlement::Accept);
        }
    }
}

impl Drop for Settling {
    fn drop(&mut self) {
        self.accept_all();
    }
}

/// Accepts each delivery before anybody has handled it.
#[derive(Clone)]
pub(crate) struct AcceptsWhenGiven;
impl Wrap for AcceptsWhenGiven {
    fn receiver(&self, inner: Box<dyn Receiver>) -> Box<dyn Receiver> {
        Box::new(Settling { inner, at_once: true, open: Vec::new() })
    }
}

/// Accepts at its close what nobody has handled.
#[derive(Clone)]
pub(crate) struct AcceptsWhatItReturns;
impl Wrap for AcceptsWhatItReturns {
    fn receiver(&self, inner: Box<dyn Receiver>) -> Box<dyn Receiver> {
        Box::new(Settling { inner, at_once: false, open: Vec::new() })
    }
}
