//! A connection without a manager: what core does with the seam, in the words of a test.

use std::{
    future::{Future, poll_fn},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use tidings_amqp::Amqp;
use tidings_broker::Artemis;
use tidings_core::{
    Error,
    codec::Form,
    envelope::{Encoded, Envelope, Head, Parcel},
    event::{EventInfo, EventRef},
    provider::{
        Admission, Claim, Connection, Content, Context, Incoming, Limits, Outcome, Provider, Receiver, Settlement,
        Signal, Target, Token,
    },
    runtime::Runtime,
};

/// Longer than anything that is right may take.
pub(crate) const BOUND: Duration = Duration::from_secs(40);
/// How long nothing must come to prove that nothing comes.
pub(crate) const QUIET: Duration = Duration::from_millis(300);

pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(BOUND, future).await.expect("it takes too long")
}

/// A name that no other test has.
pub(crate) fn unique(stem: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{stem}.{}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn event(name: &str, durable: bool) -> EventRef {
    let info = EventInfo::external(name.to_owned());
    EventRef::from(if durable { info.durable() } else { info })
}

/// A durable event and the claim of a listener of it, under names of their own.
pub(crate) fn durable() -> (EventRef, Claim) {
    claim_of(true)
}

pub(crate) fn volatile() -> (EventRef, Claim) {
    claim_of(false)
}

fn claim_of(durable: bool) -> (EventRef, Claim) {
    let event = event(&unique("event"), durable);
    let claim = Claim::shared(event.clone(), unique("listener"));
    (event, claim)
}

pub(crate) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.start_timeout = Duration::from_secs(20);
    limits.heartbeat = Duration::from_secs(4);
    limits
}

pub(crate) async fn connect(broker: &Artemis) -> Arc<dyn Connection> {
    connect_to(&broker.amqp_url(), limits()).await.unwrap()
}

pub(crate) async fn connect_to(url: &str, limits: Limits) -> Result<Arc<dyn Connection>, Error> {
    within(Amqp::connect(url).connect(Context::new(Runtime::system(), limits))).await
}

pub(crate) fn envelope(event: &EventRef, body: impl Into<Bytes>) -> Envelope<Encoded> {
    let head = Head::new(event.clone(), Runtime::system());
    Envelope::encoded(head, Encoded::new(body.into(), "application/json", Form::Text))
}

pub(crate) fn parcel(event: &EventRef, body: impl Into<Bytes>) -> Arc<dyn Parcel> {
    Arc::new(envelope(event, body))
}

/// Offers envelopes to a target, all at once, and waits for their fates.
pub(crate) async fn send_all(
    connection: &dyn Connection,
    target: &Target,
    parcels: impl IntoIterator<Item = Arc<dyn Parcel>>,
) -> Vec<Outcome> {
    let sender = connection.sender(target);
    let receipts: Vec<_> = parcels.into_iter().map(|parcel| sender.offer(parcel, Admission::Wait)).collect();
    let mut outcomes = Vec::new();
    for receipt in receipts {
        outcomes.push(within(receipt).await);
    }
    outcomes
}

/// Sends one body to the address of an event.
pub(crate) async fn send(connection: &dyn Connection, event: &EventRef, body: impl Into<Bytes>) {
    let target = Target::Address(event.clone());
    let outcomes = send_all(connection, &target, [parcel(event, body)]).await;
    assert!(matches!(outcomes[..], [Outcome::Confirmed]), "{outcomes:?}");
}

/// A listener's end of a queue.
pub(crate) struct Listener {
    receiver: Box<dyn Receiver>,
    batch: std::collections::VecDeque<Incoming>,
    pub(crate) notes: Vec<String>,
    pub(crate) losses: usize,
    credit: u32,
}

pub(crate) async fn listen(connection: &dyn Connection, claim: &Claim, credit: u32) -> Listener {
    let opened = within(connection.subscribe(claim)).await.unwrap();
    let mut listener =
        Listener { receiver: opened.receiver, batch: Default::default(), notes: opened.notes, losses: 0, credit };
    listener.receiver.grant(credit);
    listener
}

impl Listener {
    /// The next delivery, over losses.
    pub(crate) async fn next(&mut self) -> Incoming {
        within(self.next_unbounded()).await
    }

    async fn next_unbounded(&mut self) -> Incoming {
        loop {
            if let Some(incoming) = self.batch.pop_front() {
                return incoming;
            }
            let mut batch = Vec::new();
            match poll_fn(|cx| self.receiver.poll_receive(cx, &mut batch)).await {
                Signal::Deliveries => self.batch.extend(batch),
                Signal::Lost => {
                    self.losses += 1;
                    self.batch.clear();
                    self.receiver.grant(self.credit);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    pub(crate) fn accept(&mut self, token: Token) {
        self.receiver.settle(token, Settlement::Accept);
        self.receiver.grant(1);
    }

    pub(crate) fn give_back(&mut self, token: Token) {
        self.receiver.settle(token, Settlement::Return);
    }

    /// The next body, accepted.
    pub(crate) async fn take(&mut self) -> String {
        let incoming = self.next().await;
        self.accept(incoming.token);
        text(&incoming)
    }

    /// Nothing comes for a while.
    pub(crate) async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(QUIET, self.next_unbounded()).await.is_err()
    }

    pub(crate) async fn close(mut self) {
        within(poll_fn(|cx| self.receiver.poll_close(cx))).await.unwrap();
    }
}

pub(crate) fn readable(incoming: &Incoming) -> &Envelope<Encoded> {
    match &incoming.content {
        Content::Encoded(envelope) => envelope,
        Content::Unreadable { reason, .. } => panic!("unreadable: {reason}"),
        _ => panic!("typed"),
    }
}

pub(crate) fn text(incoming: &Incoming) -> String {
    String::from_utf8(readable(incoming).body().unwrap().to_vec()).unwrap()
}

pub(crate) async fn close(connection: &dyn Connection) {
    within(connection.close(Duration::from_secs(10))).await.unwrap();
}
