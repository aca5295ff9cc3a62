use std::{future::pending, sync::Arc};

use tidings_core::{Failure, delivery::Delivery, error::Result, listener::EventListener};
use tokio::time::sleep;

use super::{
    behaviour::{Behaviour, Temper},
    event::{Fact, Kind},
    journal::{Handling, Journal},
    quiet::ON_PURPOSE,
};

/// A listener that does what the seed says and writes it down.
pub(super) struct Listening {
    pub(super) journal: Journal,
    pub(super) temper: Temper,
    pub(super) listener: &'static str,
    pub(super) queue: Arc<str>,
    pub(super) life: u64,
    /// Whether events of one key must not overlap.
    pub(super) is_exclusive: bool,
}

impl<K: Kind> EventListener<Fact<K>> for Listening {
    async fn on(&self, event: &Fact<K>, delivery: Delivery<'_>) -> Result {
        let place = (self.queue.to_string(), event.n);
        let at = self.journal.write(|entries| {
            let begun = entries.tick;
            let handlings = entries.handlings.entry(place.clone()).or_default();
            handlings.push(Handling { life: self.life, begun, handled: None });
            handlings.len() - 1
        });
        let _turn = self.is_exclusive.then(|| Turn::begin(self, event.n, &event.key));
        self.behave(event.n, delivery.attempt()).await?;
        let id = delivery.envelope().id().to_string();
        self.journal.write(|entries| {
            let tick = entries.tick;
            if let Some(handling) = entries.handlings.get_mut(&place).and_then(|all| all.get_mut(at)) {
                handling.handled = Some(tick);
            }
            entries.handled.insert((self.life, place.0, id));
        });
        Ok(())
    }
}

impl Listening {
    async fn behave(&self, n: u64, attempt: u32) -> Result {
        match self.temper.of(self.listener, n) {
            Behaviour::Handles(after) => {
                if !after.is_zero() {
                    sleep(after).await;
                }
                Ok(())
            }
            Behaviour::Fails(times) if attempt <= times => Err(Failure::new("told to fail")),
            #[expect(clippy::panic, reason = "a listener that panics is what is looked at")]
            Behaviour::Panics(times) if attempt <= times => panic!("{ON_PURPOSE}"),
            Behaviour::Hangs(times) if attempt <= times => pending().await,
            Behaviour::Refuses => Err(Failure::permanent("told to refuse")),
            _ => Ok(()),
        }
    }
}

/// The turn of a key in one life of a process: no two at a time.
struct Turn<'a> {
    listening: &'a Listening,
    place: (u64, String, String),
}

impl<'a> Turn<'a> {
    fn begin(listening: &'a Listening, n: u64, key: &str) -> Self {
        let place = (listening.life, listening.queue.to_string(), key.to_owned());
        listening.journal.write(|entries| {
            if let Some(other) = entries.under_way.insert(place.clone(), n) {
                let (queue, key) = (&place.1, &place.2);
                entries.violations.push(format!("{queue} handles {other} and {n} of key {key} at a time"));
            }
        });
        Self { listening, place }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.listening.journal.write(|entries| entries.under_way.remove(&self.place));
    }
}
