use std::{num::NonZeroU32, sync::Arc, time::Duration};

use super::{note::DeadLetterNote, stamp::Stamp};
use crate::{
    event::{EventInfo, EventRef},
    headers::Headers,
    id::{CausationId, CorrelationId, EventId},
    runtime::Runtime,
    timestamp::Timestamp,
};

/// Everything about an event but its body; what providers read and write as headers.
#[derive(Clone, Debug)]
pub struct Head {
    event: EventRef,
    stamp: Stamp,
    headers: Headers,
    // Apart, since an envelope is moved more often than these are set.
    rare: Option<Box<Rare>>,
    attempt: u32,
    replay: u32,
    // Whether it belongs to the conversation that its id began, which it keeps under another id.
    began: bool,
    // Which pipeline's default `handle` was run last, by which it is recognised.
    untouched: Option<NonZeroU32>,
}

/// What most envelopes of a process do not have.
#[derive(Clone, Debug, Default)]
struct Rare {
    version: Option<u32>,
    correlation: Option<CorrelationId>,
    causation: Option<CausationId>,
    key: Option<Arc<str>>,
    delay: Option<Duration>,
    dead_letter: Option<DeadLetterNote>,
}

impl Head {
    /// The head of a new event; id and time are made when first asked for.
    #[inline]
    pub fn new(event: EventRef, runtime: Runtime) -> Self {
        Self::with_stamp(event, Stamp::new(runtime))
    }

    /// The head of a received event; what the sender did not say is made now.
    pub fn received(event: EventRef, id: Option<EventId>, time: Option<Timestamp>, runtime: Runtime) -> Self {
        Self::with_stamp(event, Stamp::of(id, time, runtime))
    }

    #[inline]
    fn with_stamp(event: EventRef, stamp: Stamp) -> Self {
        Self { event, stamp, headers: Headers::new(), rare: None, attempt: 1, replay: 0, began: false, untouched: None }
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Name, address, version and durability of the event.
    #[inline]
    pub fn event(&self) -> &EventInfo {
        &self.event
    }

    /// The same, shared.
    pub fn event_ref(&self) -> &EventRef {
        &self.event
    }

    /// The event's id.
    pub fn id(&self) -> &EventId {
        self.stamp.id()
    }

    /// When the event happened.
    pub fn occurred_at(&self) -> Timestamp {
        self.stamp.time()
    }

    /// The clock and ids that this head was made with.
    pub fn runtime(&self) -> &Runtime {
        self.stamp.runtime()
    }

    /// The conversation it belongs to; its own id if it began one.
    pub fn correlation_id(&self) -> CorrelationId {
        let known = self.rare.as_ref().and_then(|rare| rare.correlation.clone());
        known.unwrap_or_else(|| self.id().clone().into())
    }

    /// The event during whose handling it was sent.
    pub fn causation_id(&self) -> Option<&CausationId> {
        self.rare.as_ref()?.causation.as_ref()
    }

    /// The key, where it was set or received; a typed body may know another.
    pub fn key(&self) -> Option<&str> {
        self.rare.as_ref()?.key.as_deref()
    }

    /// The version of the body.
    pub fn version(&self) -> u32 {
        let known = self.rare.as_ref().and_then(|rare| rare.version);
        known.unwrap_or_else(|| self.event.version())
    }

    /// Which attempt this is, 1-based.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How often it was sent again from a dead letter.
    pub fn replay(&self) -> u32 {
        self.replay
    }

    /// How long the provider holds it back.
    pub fn delay(&self) -> Option<Duration> {
        self.rare.as_ref()?.delay
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The headers, to be changed.
    pub fn headers_mut(&mut self) -> &mut Headers {
        &mut self.headers
    }

    /// Whether it has neither headers nor anything that is rarely set, such as a key or a delay.
    #[inline]
    pub(crate) fn is_bare(&self) -> bool {
        self.headers.is_empty() && self.rare.is_none()
    }

    /// What a dead letter says of itself.
    pub fn dead_letter(&self) -> Option<&DeadLetterNote> {
        self.rare.as_ref()?.dead_letter.as_ref()
    }

    /// Sets the conversation.
    pub fn set_correlation_id(&mut self, id: CorrelationId) {
        // An event that began its conversation, as most did, needs no second copy of its id.
        self.began = self.stamp.is_known_as(&id);
        if !self.began {
            self.rare().correlation = Some(id);
        } else if let Some(rare) = &mut self.rare {
            rare.correlation = None;
        }
    }

    /// Says that it stays in its conversation also under another id, as what was received does.
    pub(super) fn keep_conversation(&mut self) {
        self.began = self.rare.as_ref().is_none_or(|rare| rare.correlation.is_none());
    }

    /// Sets the cause.
    pub fn set_causation_id(&mut self, id: CausationId) {
        self.rare().causation = Some(id);
    }

    /// Sets the key.
    pub fn set_key(&mut self, key: impl Into<Arc<str>>) {
        self.rare().key = Some(key.into());
    }

    /// Sets the version of the body.
    pub fn set_version(&mut self, version: u32) {
        if self.rare.is_some() || version != self.event.version() {
            self.rare().version = Some(version);
        }
    }

    /// Sets how long the provider holds it back; zero is no delay.
    pub fn set_delay(&mut self, delay: Option<Duration>) {
        let delay = delay.filter(|delay| !delay.is_zero());
        if delay.is_some() || self.rare.is_some() {
            self.rare().delay = delay;
        }
    }

    /// Sets the attempt, 1-based.
    pub fn set_attempt(&mut self, attempt: u32) {
        self.attempt = attempt.max(1);
    }

    /// Sets how often it was sent again from a dead letter.
    pub fn set_replay(&mut self, replay: u32) {
        self.replay = replay;
    }

    /// Makes it a dead letter, or no longer one.
    pub fn set_dead_letter(&mut self, note: Option<DeadLetterNote>) {
        if note.is_some() || self.rare.is_some() {
            self.rare().dead_letter = note;
        }
    }

    pub(crate) fn leave_untouched(&mut self, by: NonZeroU32) {
        self.untouched = Some(by);
    }

    pub(crate) fn was_left_untouched(&mut self, by: NonZeroU32) -> bool {
        self.untouched.take() == Some(by)
    }

    /// Gives it an id and a time of its own, as a new event.
    pub fn renew(&mut self) {
        if std::mem::take(&mut self.began) {
            self.rare().correlation = Some(self.id().clone().into());
        }
        self.stamp = Stamp::new(self.stamp.runtime().clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_began_its_conversation_stays_in_it_under_another_id() {
        let mut head = Head::new(EventInfo::external("order.placed").into(), Runtime::system());
        let first = head.id().clone();
        head.set_correlation_id(first.clone().into());
        assert!(head.rare.is_none());
        head.renew();
        assert_ne!(*head.id(), first);
        assert_eq!(head.correlation_id(), first.into());
        head.set_correlation_id(CorrelationId::parse("another"));
        assert_eq!(head.correlation_id(), CorrelationId::parse("another"));
        head.set_correlation_id(head.id().clone().into());
        assert_eq!(head.correlation_id(), head.id().clone().into());
    }

    #[test]
    fn only_a_version_that_differs_from_the_events_own_is_kept() {
        let event = EventInfo::external("order.placed").with_version(2);
        let mut head = Head::new(event.into(), Runtime::system());
        head.set_version(2);
        assert!(head.rare.is_none());
        for version in [3, 2] {
            head.set_version(version);
            assert_eq!(head.version(), version);
        }
    }
}
