use std::sync::Arc;

use bytes::Bytes;

use super::{
    shared::Shared,
    unsettled::{Step, Unsettled},
};
use crate::{
    envelope::{Encoded, Envelope, Head},
    error::ErrorKind,
    event::Event,
    provider::{Content, Health, Settlement, Token},
    runtime::Runtime,
};

/// A script's hold on one queue; it may be filled before anybody listens.
#[derive(Clone)]
pub struct Queue {
    shared: Arc<Shared>,
    name: String,
}

impl Queue {
    pub(super) fn new(shared: Arc<Shared>, name: &str) -> Self {
        Self { shared, name: name.to_owned() }
    }

    /// Puts a delivery at the end of the queue, for the first time.
    pub fn push(&self, content: Content) -> Token {
        self.put(content, false)
    }

    /// Puts a delivery at the end of the queue, marked as given before.
    pub fn push_again(&self, content: Content) -> Token {
        self.put(content, true)
    }

    /// Puts an event, encoded as by a sender elsewhere, at the end of the queue.
    pub fn push_event<E: Event>(&self, event: E) -> Token {
        self.push_with(event, |_| ())
    }

    /// The same, with a head of its own: an attempt, a key, headers.
    pub fn push_with<E: Event>(&self, event: E, change: impl FnOnce(&mut Head)) -> Token {
        let mut envelope = Envelope::typed(event, &Runtime::system());
        if let Some(key) = envelope.key().map(|key| Arc::<str>::from(&*key)) {
            envelope.head_mut().set_key(key);
        }
        change(envelope.head_mut());
        let bytes = envelope.body().cloned().unwrap_or_default();
        let body = Encoded::new(bytes, envelope.content_type().to_owned(), envelope.form());
        self.push(Content::Encoded(Box::new(Envelope::encoded(envelope.into_parts().0, body))))
    }

    /// Puts bytes that claim to be an `E` at the end of the queue.
    pub fn push_bytes<E: Event>(&self, bytes: impl Into<Bytes>, change: impl FnOnce(&mut Head)) -> Token {
        let mut head = Head::new(E::info().into(), Runtime::system());
        change(&mut head);
        let body = Encoded::new(bytes.into(), "application/json", crate::codec::Form::Text);
        self.push(Content::Encoded(Box::new(Envelope::encoded(head, body))))
    }

    fn put(&self, content: Content, redelivered: bool) -> Token {
        self.change(|queue| queue.put(content, redelivered))
    }

    /// Ends the epoch: all that is unsettled and all credit is void. Nothing is given again but what the test pushes.
    pub fn lose(&self) {
        self.change(|queue| queue.lost = true);
    }

    /// Says whether the queue is received from: up, unless told otherwise.
    pub fn set_health(&self, health: Health) {
        self.change(|queue| drop(queue.health().send_replace(health)));
    }

    /// Says that nothing will ever come again.
    pub fn end(&self, kind: ErrorKind) {
        self.change(|queue| queue.ended = Some(kind));
    }

    /// What happened, in order.
    pub fn steps(&self) -> Vec<Step> {
        self.look(|queue| queue.log.clone())
    }

    /// What was settled, in order.
    pub fn settled(&self) -> Vec<(Token, Settlement)> {
        self.look(Unsettled::settled)
    }

    /// Waits until at least `n` deliveries were settled, and says which.
    ///
    /// # Cancel safety
    /// A dropped call changes nothing.
    pub async fn settlements(&self, n: usize) -> Vec<(Token, Settlement)> {
        self.until(|queue| Some(queue.settled()).filter(|settled| settled.len() >= n)).await
    }

    /// What was granted, in order.
    pub fn grants(&self) -> Vec<u32> {
        let granted = |step: &Step| if let Step::Granted(credit) = step { Some(*credit) } else { None };
        self.look(|queue| queue.log.iter().filter_map(granted).collect())
    }

    /// How many deliveries may come at once.
    pub fn credit(&self) -> u32 {
        self.look(|queue| queue.credit)
    }

    /// Waits until the credit is at least `credit`.
    ///
    /// # Cancel safety
    /// A dropped call changes nothing.
    pub async fn granted(&self, credit: u32) {
        self.until(|queue| (queue.credit >= credit).then_some(())).await;
    }

    /// What was given and not settled, in order.
    pub fn unsettled(&self) -> Vec<Token> {
        self.look(|queue| queue.unsettled.clone())
    }

    /// Waits until at least `n` deliveries are given and not settled.
    ///
    /// # Cancel safety
    /// A dropped call changes nothing.
    pub async fn given(&self, n: usize) {
        self.until(|queue| (queue.unsettled.len() >= n).then_some(())).await;
    }

    /// How many were unsettled at a time, at most.
    pub fn most_unsettled(&self) -> usize {
        self.look(|queue| queue.most)
    }

    /// How many deliveries nobody was given yet.
    pub fn waiting(&self) -> usize {
        self.look(|queue| queue.waiting.len())
    }

    /// Whether a listener holds it open.
    pub fn is_open(&self) -> bool {
        self.look(|queue| queue.open)
    }

    fn look<T>(&self, look: impl FnOnce(&Unsettled) -> T) -> T {
        look(self.shared.state().queue(&self.name))
    }

    fn change<T>(&self, change: impl FnOnce(&mut Unsettled) -> T) -> T {
        self.shared.change(|state| {
            let queue = state.queue(&self.name);
            let changed = change(queue);
            queue.wake();
            changed
        })
    }

    async fn until<T>(&self, look: impl Fn(&Unsettled) -> Option<T>) -> T {
        self.shared.until(|state| state.queues.get(&self.name).and_then(&look)).await
    }
}
