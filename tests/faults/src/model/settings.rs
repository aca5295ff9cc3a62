use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Time;

/// How a broker is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What decides everything that a broker leaves to chance.
    pub seed: u64,
    /// The settings of addresses, by pattern; see [`Settings::with`].
    pub addresses: Vec<(String, AddressSettings)>,
    /// The most connections at a time.
    pub connections: usize,
    /// How many ids of duplicates an address remembers.
    pub duplicates: usize,
    /// How often queues are looked at that may delete themselves.
    pub scan: Time,
}

impl Default for Settings {
    /// The `broker.xml` that `artemis create` writes: dead letters at `DLQ`, ten deliveries, no auto-delete.
    fn default() -> Self {
        Self {
            seed: 0,
            addresses: vec![("#".to_owned(), AddressSettings::default())],
            connections: 64,
            duplicates: 20_000,
            scan: Time::from_secs(30),
        }
    }
}

impl Settings {
    /// Adds the settings of a pattern: a name, `prefix.#`, or `#`; the most special one counts, whole.
    #[must_use]
    pub fn with(mut self, pattern: impl Into<String>, settings: AddressSettings) -> Self {
        self.set(pattern.into(), settings);
        self
    }

    /// The same in place.
    pub fn set(&mut self, pattern: String, settings: AddressSettings) {
        self.addresses.retain(|(known, _)| *known != pattern);
        self.addresses.push((pattern, settings));
    }

    /// What counts for an address.
    pub fn of(&self, address: &str) -> &AddressSettings {
        static DEFAULT: AddressSettings = AddressSettings::standard();
        let fits = |pattern: &str| match pattern.strip_suffix('#') {
            Some(prefix) => {
                address.starts_with(prefix) || prefix.strip_suffix('.').is_some_and(|whole| whole == address)
            }
            None => pattern == address,
        };
        let fitting = self.addresses.iter().filter(|(pattern, _)| fits(pattern));
        fitting.max_by_key(|(pattern, _)| (!pattern.ends_with('#'), pattern.len())).map_or(&DEFAULT, |(_, it)| it)
    }
}

/// The settings of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressSettings {
    /// Where the broker puts what it gives up on; `None` drops it. The default is `DLQ`.
    pub dead_letter_address: Option<Arc<str>>,
    /// How often a message is given; `None` is without end. Default 10.
    pub max_delivery_attempts: Option<u32>,
    /// Whether a queue that attaching made goes when it is empty and nobody consumes. Default false.
    pub auto_delete_queues: bool,
    /// Whether a durable message that no queue gets goes to the dead-letter address. Default false.
    pub send_to_dla_on_no_route: bool,
    /// How many bytes the messages of the address may have; `None` is no limit.
    pub max_size_bytes: Option<usize>,
    /// What happens beyond that.
    pub full: FullPolicy,
    /// How long a message waits before it is given again after a counted failure. Default none.
    pub redelivery_delay: Time,
}

/// What happens to a send to a full address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FullPolicy {
    /// The broker takes it all the same.
    Page,
    /// The sender waits.
    Block,
    /// The send is refused.
    Fail,
    /// It is taken and dropped.
    Drop,
}

impl AddressSettings {
    const fn standard() -> Self {
        Self {
            dead_letter_address: None,
            max_delivery_attempts: Some(10),
            auto_delete_queues: false,
            send_to_dla_on_no_route: false,
            max_size_bytes: None,
            full: FullPolicy::Page,
            redelivery_delay: Time::ZERO,
        }
    }

    /// As management tells them: what is not set is left out.
    pub(super) fn to_json(&self) -> Value {
        let mut map = Map::new();
        map.insert("deadLetterAddress".into(), json!(self.dead_letter_address.as_deref().unwrap_or_default()));
        map.insert("autoDeleteQueues".into(), json!(self.auto_delete_queues));
        map.insert("addressFullMessagePolicy".into(), json!(self.full.word()));
        let delay = u64::try_from(self.redelivery_delay.as_millis()).unwrap_or(u64::MAX);
        map.insert("redeliveryDelay".into(), json!(delay));
        if self.max_delivery_attempts != Some(10) {
            map.insert("maxDeliveryAttempts".into(), json!(self.max_delivery_attempts.map_or(-1, i64::from)));
        }
        if let Some(bytes) = self.max_size_bytes {
            map.insert("maxSizeBytes".into(), json!(bytes));
        }
        if self.send_to_dla_on_no_route {
            map.insert("sendToDLAOnNoRoute".into(), json!(true));
        }
        Value::Object(map)
    }
}

impl Default for AddressSettings {
    fn default() -> Self {
        Self { dead_letter_address: Some("DLQ".into()), ..Self::standard() }
    }
}

impl FullPolicy {
    const fn word(self) -> &'static str {
        match self {
            Self::Page => "PAGE",
            Self::Block => "BLOCK",
            Self::Fail => "FAIL",
            Self::Drop => "DROP",
        }
    }
}
