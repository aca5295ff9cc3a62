//! Events, listeners that a test holds, and managers over a script; every await is bounded.

use std::{
    borrow::Cow,
    fmt::Debug,
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use tidings_core::{
    ErrorKind, Result, SendError,
    codec::{Codec, Form, Json},
    delivery::Received,
    error::BoxError,
    event::{Event, EventInfo},
    manager::{Builder, EventManager},
    policy::{Backoff, Retry},
    sending::SharedEnvelope,
    subscription::Subscription,
    testing::{Recorder, Script},
};
use tokio::sync::{Semaphore, watch};

/// A durable event.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) order: u64,
}

/// An event that is not durable.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Ping(pub(crate) u64);

/// An event with a key.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Payment {
    pub(crate) customer: String,
    pub(crate) number: u64,
}

/// An event whose codec says no, or panics.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Picky {
    Refuses,
    Panics,
}

pub(crate) struct Stubborn;

impl Codec<Picky> for Stubborn {
    const CONTENT_TYPE: &'static str = "application/octet-stream";
    const FORM: Form = Form::Binary;

    fn encode(event: &Picky) -> Result<Bytes, BoxError> {
        match event {
            Picky::Refuses => Err("no such bytes".into()),
            Picky::Panics => panic!("the codec panicked"),
        }
    }

    fn decode(_: &[u8]) -> Result<Picky, BoxError> {
        panic!("the codec panicked")
    }
}

macro_rules! events {
    ($($event:ident: $codec:ty = $info:expr, $key:expr;)*) => {$(
        impl Event for $event {
            type Codec = $codec;

            fn info() -> &'static EventInfo {
                static INFO: EventInfo = $info;
                &INFO
            }

            fn key(&self) -> Option<Cow<'_, str>> {
                let key: fn(&Self) -> Option<Cow<'_, str>> = $key;
                key(self)
            }
        }
    )*};
}

events! {
    Order: Json = EventInfo::new::<Order>("order.placed").durable(), |_| None;
    Ping: Json = EventInfo::new::<Ping>("ping"), |_| None;
    Payment: Json = EventInfo::new::<Payment>("payment.made").durable().keyed(), |payment| Some((&*payment.customer).into());
    Picky: Stubborn = EventInfo::new::<Picky>("picky"), |_| None;
}

pub(crate) fn order(order: u64) -> Order {
    Order { order }
}

pub(crate) fn payment(customer: &str, number: u64) -> Payment {
    Payment { customer: customer.to_owned(), number }
}

/// Awaits what must not take longer than an hour of the tests' own clock.
pub(crate) async fn bounded<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(3600), future).await.expect("it never ended")
}

/// Waits until nothing can go on without time passing: the paused clock moves only when every task waits.
pub(crate) async fn quiet() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

/// Lets time pass.
pub(crate) async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}

/// A manager of what the test names alone.
pub(crate) fn over(script: &Script) -> Builder {
    EventManager::builder().listeners::<()>().provider(script.provider())
}

pub(crate) async fn started(builder: Builder) -> EventManager {
    let manager = builder.build().expect("the wiring is complete");
    bounded(manager.start()).await.expect("it starts");
    manager
}

/// A started manager that only sends.
pub(crate) async fn sending(script: &Script) -> EventManager {
    started(over(script)).await
}

/// A started manager whose only listener is this recorder.
pub(crate) async fn recording<E: Event>(subscription: Subscription) -> (EventManager, Script, Recorder<E>) {
    let (script, recorder) = (Script::new(), Recorder::new().within(Duration::from_secs(3600)));
    let manager = started(over(&script).listen(subscription, recorder.listener())).await;
    (manager, script, recorder)
}

pub(crate) async fn shut(manager: &EventManager) {
    bounded(manager.shutdown()).await.expect("it shuts down in order");
}

pub(crate) const PAUSE: Duration = Duration::from_millis(100);

/// Retries whose pauses are exactly [`PAUSE`].
pub(crate) fn retries(attempts: u32) -> Retry {
    Retry::DEFAULT.attempts(attempts).backoff(Backoff::fixed(PAUSE))
}

pub(crate) fn orders() -> Subscription {
    Subscription::of::<Order>("invoice").retry(retries(3))
}

pub(crate) fn payments() -> Subscription {
    Subscription::of::<Payment>("ledger").retry(retries(3))
}

/// The value given back by a send that surely did nothing, and why.
pub(crate) fn given_back<T, U>(result: Result<(), SendError<T, U>>) -> (T, ErrorKind) {
    match result.map_err(|error| (error.error().kind(), error)) {
        Err((kind, SendError::NotSent(not_sent))) => (not_sent.value, kind),
        Err((kind, SendError::Undecided(_))) => panic!("undecided: {kind:?}"),
        Ok(()) => panic!("it was confirmed"),
    }
}

/// The envelope of a send whose fate is unknown, and why.
pub(crate) fn undecided<T>(result: Result<(), SendError<T, SharedEnvelope>>) -> (SharedEnvelope, ErrorKind) {
    match result.map_err(|error| (error.error().kind(), error)) {
        Err((kind, SendError::Undecided(undecided))) => (undecided.envelope, kind),
        Err((kind, SendError::NotSent(_))) => panic!("not sent: {kind:?}"),
        Ok(()) => panic!("it was confirmed"),
    }
}

/// A listener whose attempts wait until the test lets them end.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Held>);

struct Held {
    began: watch::Sender<Vec<u64>>,
    go: Semaphore,
    running: AtomicUsize,
    most: AtomicUsize,
    /// The numbers at work, to see overlaps by key.
    at_work: Mutex<Vec<u64>>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Held {
            began: watch::Sender::new(Vec::new()),
            go: Semaphore::new(0),
            running: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            at_work: Mutex::new(Vec::new()),
        }))
    }

    pub(crate) fn listener<E: Event>(
        &self,
        number: fn(&E) -> u64,
    ) -> impl Fn(Received<E>) -> std::pin::Pin<Box<dyn Future<Output = Result> + Send>> + Send + Sync + 'static {
        let held = self.0.clone();
        move |received| {
            let (held, number) = (held.clone(), number(received.event()));
            Box::pin(async move {
                held.most.fetch_max(held.running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                held.at_work.lock().unwrap().push(number);
                held.began.send_modify(|began| began.push(number));
                let permit = held.go.acquire().await;
                held.running.fetch_sub(1, Ordering::SeqCst);
                held.at_work.lock().unwrap().retain(|other| *other != number);
                permit?.forget();
                Ok(())
            })
        }
    }

    /// Waits until `n` attempts have begun, and gives their numbers in order.
    pub(crate) async fn began(&self, n: usize) -> Vec<u64> {
        let mut began = self.0.began.subscribe();
        bounded(began.wait_for(|began| began.len() >= n)).await.unwrap().clone()
    }

    pub(crate) fn begun(&self) -> Vec<u64> {
        self.0.began.borrow().clone()
    }

    /// Lets `n` attempts end.
    pub(crate) fn open(&self, n: usize) {
        self.0.go.add_permits(n);
    }

    pub(crate) fn most_at_a_time(&self) -> usize {
        self.0.most.load(Ordering::SeqCst)
    }

    pub(crate) fn at_work(&self) -> Vec<u64> {
        self.0.at_work.lock().unwrap().clone()
    }
}

/// What happened, in order, told from anywhere.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn add(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}
