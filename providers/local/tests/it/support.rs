//! One event, one connection, and receivers whose every await is bounded.

use std::{
    fmt::Debug,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context as Cx, Poll},
    time::Duration,
};

use tidings_core::{
    ErrorKind,
    codec::Json,
    envelope::{Envelope, Head, Parcel},
    event::{Event, EventInfo, EventRef},
    provider::{
        Admission, Claim, Connection, Content, Context, Incoming, Outcome, Provider, Receipt, Receiver, Sender,
        Settlement, Signal, Target, Token,
    },
    runtime::Runtime,
};
use tidings_local::Local;

/// An event that is not durable.
#[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
pub(crate) struct Ping(pub(crate) u64);

/// A durable event.
#[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
pub(crate) struct Order(pub(crate) u64);

impl Event for Ping {
    type Codec = Json;
    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Ping>("ping");
        &INFO
    }
}

impl Event for Order {
    type Codec = Json;
    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Order>("order").durable();
        &INFO
    }
}

/// Awaits what must not take longer than a minute of the tests' own clock.
pub(crate) async fn bounded<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), future).await.expect("it never ended")
}

pub(crate) async fn connect(local: &Local) -> Arc<dyn Connection> {
    local.connect(Context::default()).await.expect("the local provider connects")
}

pub(crate) fn ping(listener: &str) -> Claim {
    Claim::shared(EventRef::of::<Ping>(), listener)
}

pub(crate) fn order(listener: &str) -> Claim {
    Claim::shared(EventRef::of::<Order>(), listener)
}

pub(crate) fn to_pings(connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
    connection.sender(&Target::Address(EventRef::of::<Ping>()))
}

pub(crate) fn to_orders(connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
    connection.sender(&Target::Address(EventRef::of::<Order>()))
}

pub(crate) fn pinged(n: u64) -> Arc<dyn Parcel> {
    pinged_with(n, |_| ())
}

pub(crate) fn pinged_with(n: u64, change: impl FnOnce(&mut Head)) -> Arc<dyn Parcel> {
    let mut envelope = Envelope::typed(Ping(n), &Runtime::system());
    change(envelope.head_mut());
    Arc::new(envelope)
}

pub(crate) fn ordered(n: u64) -> Arc<dyn Parcel> {
    Arc::new(Envelope::typed(Order(n), &Runtime::system()))
}

/// Sends what there surely is room for.
pub(crate) async fn send(sender: &Arc<dyn Sender>, parcel: Arc<dyn Parcel>) {
    let outcome = bounded(sender.offer(parcel, Admission::Wait)).await;
    assert!(matches!(outcome, Outcome::Confirmed | Outcome::Unheard), "{outcome:?}");
}

/// Sends pings with these numbers.
pub(crate) async fn send_pings(sender: &Arc<dyn Sender>, numbers: impl IntoIterator<Item = u64>) {
    for n in numbers {
        send(sender, pinged(n)).await;
    }
}

pub(crate) fn not_sent(outcome: Outcome) -> ErrorKind {
    match outcome {
        Outcome::NotSent(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

/// Whether the fate of an offer is still open.
pub(crate) async fn is_pending(receipt: &mut Receipt) -> bool {
    poll_fn(|cx| Poll::Ready(Pin::new(&mut *receipt).poll(cx).is_pending())).await
}

pub(crate) fn number(parcel: &Arc<dyn Parcel>) -> u64 {
    let envelope = parcel.envelope();
    match (envelope.as_event::<Ping>(), envelope.as_event::<Order>()) {
        (Some(Ping(n)), _) | (_, Some(Order(n))) => *n,
        _ => serde_number(envelope),
    }
}

fn serde_number(envelope: &Envelope) -> u64 {
    let body = envelope.body().expect("the body is encoded");
    std::str::from_utf8(body).ok().and_then(|text| text.parse().ok()).expect("a number")
}

/// A receiver with a few words.
pub(crate) struct Rx(pub(crate) Box<dyn Receiver>);

impl Rx {
    /// Subscribes with this credit.
    pub(crate) async fn open(connection: &Arc<dyn Connection>, claim: &Claim, credit: u32) -> Self {
        let opened = connection.subscribe(claim).await.expect("the queue can be declared");
        let mut receiver = opened.receiver;
        receiver.grant(credit);
        Self(receiver)
    }

    /// Waits for the next batch.
    pub(crate) async fn batch(&mut self) -> Vec<Incoming> {
        let mut batch = Vec::new();
        match bounded(poll_fn(|cx| self.0.poll_receive(cx, &mut batch))).await {
            Signal::Deliveries => batch,
            other => panic!("{other:?}"),
        }
    }

    /// What is there now.
    pub(crate) async fn ready(&mut self) -> Vec<Incoming> {
        let mut batch = Vec::new();
        poll_fn(|cx| {
            while let Poll::Ready(signal) = self.0.poll_receive(cx, &mut batch) {
                assert!(matches!(signal, Signal::Deliveries), "{signal:?}");
            }
            Poll::Ready(())
        })
        .await;
        batch
    }

    /// The numbers of what is there now, accepted.
    pub(crate) async fn numbers(&mut self) -> Vec<u64> {
        let ready = self.ready().await;
        ready.iter().for_each(|incoming| self.accept(incoming.token));
        numbers(&ready)
    }

    /// Whether it was told that nothing will come any more.
    pub(crate) fn poll(&mut self, cx: &mut Cx<'_>) -> Poll<Signal> {
        self.0.poll_receive(cx, &mut Vec::new())
    }

    pub(crate) fn accept(&mut self, token: Token) {
        self.0.settle(token, Settlement::Accept);
    }

    pub(crate) fn give_back(&mut self, token: Token) {
        self.0.settle(token, Settlement::Return);
    }

    pub(crate) async fn close(mut self) {
        bounded(poll_fn(|cx| self.0.poll_close(cx))).await.expect("it closes");
    }
}

/// What was received, as numbers.
pub(crate) fn numbers(batch: &[Incoming]) -> Vec<u64> {
    batch.iter().map(|incoming| number(typed(incoming))).collect()
}

pub(crate) fn typed(incoming: &Incoming) -> &Arc<dyn Parcel> {
    match &incoming.content {
        Content::Typed(parcel) => parcel,
        _ => panic!("not a typed event"),
    }
}

/// Whether anybody woke the task since the last look.
pub(crate) struct Bell(std::sync::atomic::AtomicUsize);

impl Bell {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(0.into()))
    }

    pub(crate) fn rang(&self) -> bool {
        self.0.swap(0, std::sync::atomic::Ordering::SeqCst) > 0
    }
}

impl std::task::Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
}

/// Fails with `kind`.
pub(crate) fn kind<T, E: Into<tidings_core::Error> + Debug>(result: Result<T, E>) -> ErrorKind {
    match result {
        Ok(_) => panic!("it worked"),
        Err(error) => error.into().kind(),
    }
}
