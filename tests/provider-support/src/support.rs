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
use tidings_core::{
    codec::Form,
    envelope::{Encoded, Envelope, Head, Parcel},
    event::{EventInfo, EventRef},
    provider::{
        Admission, Claim, Connection, Content, Incoming, Limits, Outcome, Receiver, Settlement, Signal, Target, Token,
    },
    runtime::Runtime,
};

/// Longer than anything that is right may take.
pub const BOUND: Duration = Duration::from_secs(40);
/// How long nothing must come to prove that nothing comes.
pub const QUIET: Duration = Duration::from_millis(300);

/// What a future gives; it fails the test if that takes too long.
pub async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(BOUND, future).await.expect("it takes too long")
}

/// A name that no other test has.
pub fn unique(stem: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{stem}.{}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// An event of this name.
pub fn event(name: &str, durable: bool) -> EventRef {
    let info = EventInfo::external(name.to_owned());
    EventRef::from(if durable { info.durable() } else { info })
}

/// A durable event and the claim of a listener of it, under names of their own.
pub fn durable() -> (EventRef, Claim) {
    claim_of(true)
}

/// The same for an event that is not durable.
pub fn volatile() -> (EventRef, Claim) {
    claim_of(false)
}

fn claim_of(durable: bool) -> (EventRef, Claim) {
    let event = event(&unique("event"), durable);
    let claim = Claim::shared(event.clone(), unique("listener"));
    (event, claim)
}

/// Limits that are short enough for a test, and long enough for a busy machine.
pub fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.start_timeout = Duration::from_secs(20);
    limits.heartbeat = Duration::from_secs(4);
    limits
}

/// An envelope of JSON.
pub fn envelope(event: &EventRef, body: impl Into<Bytes>) -> Envelope<Encoded> {
    let head = Head::new(event.clone(), Runtime::system());
    Envelope::encoded(head, Encoded::new(body.into(), "application/json", Form::Text))
}

/// The same, ready to be offered.
pub fn parcel(event: &EventRef, body: impl Into<Bytes>) -> Arc<dyn Parcel> {
    Arc::new(envelope(event, body))
}

/// Offers envelopes to a target, all at once, and waits for their fates.
pub async fn send_all(
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
pub async fn send(connection: &dyn Connection, event: &EventRef, body: impl Into<Bytes>) {
    let target = Target::Address(event.clone());
    let outcomes = send_all(connection, &target, [parcel(event, body)]).await;
    assert!(matches!(outcomes[..], [Outcome::Confirmed]), "{outcomes:?}");
}

/// A listener's end of a queue.
pub struct Listener {
    receiver: Box<dyn Receiver>,
    batch: std::collections::VecDeque<Incoming>,
    /// What the subscription said.
    pub notes: Vec<String>,
    /// How often the link was lost so far.
    pub losses: usize,
    credit: u32,
}

/// Subscribes for a claim with this much credit.
pub async fn listen(connection: &dyn Connection, claim: &Claim, credit: u32) -> Listener {
    let opened = within(connection.subscribe(claim)).await.unwrap();
    let mut listener =
        Listener { receiver: opened.receiver, batch: Default::default(), notes: opened.notes, losses: 0, credit };
    listener.receiver.grant(credit);
    listener
}

impl Listener {
    /// The next delivery, over losses.
    pub async fn next(&mut self) -> Incoming {
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

    /// Asks for so many further deliveries.
    pub fn grant(&mut self, credit: u32) {
        self.credit += credit;
        self.receiver.grant(credit);
    }

    /// Accepts a delivery, and asks for another.
    pub fn accept(&mut self, token: Token) {
        self.receiver.settle(token, Settlement::Accept);
        self.receiver.grant(1);
    }

    /// Returns a delivery.
    pub fn give_back(&mut self, token: Token) {
        self.receiver.settle(token, Settlement::Return);
    }

    /// The next body, accepted.
    pub async fn take(&mut self) -> String {
        let incoming = self.next().await;
        self.accept(incoming.token);
        text(&incoming)
    }

    /// The next one, accepted; `None` if nothing comes for a while.
    pub async fn take_soon(&mut self) -> Option<String> {
        self.take_within(QUIET).await
    }

    /// The same, for a while that the caller chooses.
    pub async fn take_within(&mut self, limit: Duration) -> Option<String> {
        let incoming = tokio::time::timeout(limit, self.next_unbounded()).await.ok()?;
        self.accept(incoming.token);
        Some(text(&incoming))
    }

    /// Nothing comes for a while.
    pub async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(QUIET, self.next_unbounded()).await.is_err()
    }

    /// Leaves the queue.
    pub async fn close(mut self) {
        within(poll_fn(|cx| self.receiver.poll_close(cx))).await.unwrap();
    }
}

/// The envelope of a delivery that is an event.
pub fn readable(incoming: &Incoming) -> &Envelope<Encoded> {
    match &incoming.content {
        Content::Encoded(envelope) => envelope,
        Content::Unreadable { reason, .. } => panic!("unreadable: {reason}"),
        _ => panic!("typed"),
    }
}

/// The body of such a delivery.
pub fn text(incoming: &Incoming) -> String {
    String::from_utf8(readable(incoming).body().unwrap().to_vec()).unwrap()
}

/// Closes a connection.
pub async fn close(connection: &dyn Connection) {
    within(connection.close(Duration::from_secs(10))).await.unwrap();
}
