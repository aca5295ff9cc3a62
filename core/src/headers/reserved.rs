//! The one table of header names that are not the user's.

/// A fact of the envelope that travels as a header of its own (DESIGN: "On the wire").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// `event_id`
    EventId,
    /// `event_name`
    EventName,
    /// `event_version`
    EventVersion,
    /// `occurred_at`
    OccurredAt,
    /// `correlation_id`
    CorrelationId,
    /// `causation_id`
    CausationId,
    /// `event_key`
    EventKey,
    /// `attempt`
    Attempt,
    /// `replay`
    Replay,
    /// `content_type`
    ContentType,
    /// `dead_letter_reason`
    DeadLetterReason,
    /// `dead_letter_listener`
    DeadLetterListener,
    /// `dead_letter_queue`
    DeadLetterQueue,
    /// `dead_letter_event`
    DeadLetterEvent,
    /// `dead_letter_attempts`
    DeadLetterAttempts,
    /// `dead_letter_at`
    DeadLetterAt,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 16] = [
        Self::EventId,
        Self::EventName,
        Self::EventVersion,
        Self::OccurredAt,
        Self::CorrelationId,
        Self::CausationId,
        Self::EventKey,
        Self::Attempt,
        Self::Replay,
        Self::ContentType,
        Self::DeadLetterReason,
        Self::DeadLetterListener,
        Self::DeadLetterQueue,
        Self::DeadLetterEvent,
        Self::DeadLetterAttempts,
        Self::DeadLetterAt,
    ];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EventId => "event_id",
            Self::EventName => "event_name",
            Self::EventVersion => "event_version",
            Self::OccurredAt => "occurred_at",
            Self::CorrelationId => "correlation_id",
            Self::CausationId => "causation_id",
            Self::EventKey => "event_key",
            Self::Attempt => "attempt",
            Self::Replay => "replay",
            Self::ContentType => "content_type",
            Self::DeadLetterReason => "dead_letter_reason",
            Self::DeadLetterListener => "dead_letter_listener",
            Self::DeadLetterQueue => "dead_letter_queue",
            Self::DeadLetterEvent => "dead_letter_event",
            Self::DeadLetterAttempts => "dead_letter_attempts",
            Self::DeadLetterAt => "dead_letter_at",
        }
    }

    /// The field of a name on the wire.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "event_id" => Self::EventId,
            "event_name" => Self::EventName,
            "event_version" => Self::EventVersion,
            "occurred_at" => Self::OccurredAt,
            "correlation_id" => Self::CorrelationId,
            "causation_id" => Self::CausationId,
            "event_key" => Self::EventKey,
            "attempt" => Self::Attempt,
            "replay" => Self::Replay,
            "content_type" => Self::ContentType,
            "dead_letter_reason" => Self::DeadLetterReason,
            "dead_letter_listener" => Self::DeadLetterListener,
            "dead_letter_queue" => Self::DeadLetterQueue,
            "dead_letter_event" => Self::DeadLetterEvent,
            "dead_letter_attempts" => Self::DeadLetterAttempts,
            "dead_letter_at" => Self::DeadLetterAt,
            _ => return None,
        })
    }
}

/// Names to which Artemis, ActiveMQ Classic, RabbitMQ or STOMP give a meaning; as a user's header they would hijack a
/// frame or a message.
const PROTOCOL: [&str; 28] = [
    "ack",
    "amqp-message-id",
    "amq_scheduled_delay",
    "amq_scheduled_time",
    "amq_scheduled_period",
    "amq_scheduled_repeat",
    "content-length",
    "content-type",
    "correlation-id",
    "destination",
    "destination-type",
    "expiration",
    "expires",
    "message-id",
    "original-destination",
    "persistent",
    "priority",
    "receipt",
    "receipt-id",
    "redelivered",
    "reply-to",
    "scheduledjobid",
    "subscription",
    "timestamp",
    "transaction",
    "type",
    "x-delivery-count",
    "x-queue-name",
];

/// Starts of names that belong to brokers.
const PREFIXES: [&str; 7] = ["jms", "_amq_", "native_", "_hq_", "x-opt-", "x-amqp-", "amq_"];

/// Whether a header name is the broker's, the protocol's or ours: refused on a user's send, mapped or dropped on
/// receipt. Upper and lower case are the same, since brokers differ in that.
pub fn is_reserved(name: &str) -> bool {
    // `traceparent` and `tracestate` are the user's tracing library's to set.
    (SIEVE.holds_name(name) && is_name(name)) || (SIEVE.holds_start(name) && begins(name))
}

fn is_name(name: &str) -> bool {
    Field::of(name).is_some() || PROTOCOL.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn begins(name: &str) -> bool {
    PREFIXES.iter().any(|start| name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))
}

static SIEVE: Sieve = Sieve::new();

/// Lets through most names that are a user's, whatever their case, by their ends and their length alone: each is asked for on
/// every send.
struct Sieve {
    /// By the first letter, which lengths and last letters occur.
    names: [u64; 32],
    /// With which letters a start of a broker's name begins.
    starts: u32,
}

impl Sieve {
    const fn new() -> Self {
        let mut sieve = Self { names: [0; 32], starts: 0 };
        let mut at = 0;
        while at < Field::ALL.len() {
            sieve = sieve.with(Field::ALL[at].name());
            at += 1;
        }
        at = 0;
        while at < PROTOCOL.len() {
            sieve = sieve.with(PROTOCOL[at]);
            at += 1;
        }
        at = 0;
        while at < PREFIXES.len() {
            sieve.starts |= 1 << letter(PREFIXES[at].as_bytes()[0]);
            at += 1;
        }
        sieve
    }

    const fn with(mut self, name: &str) -> Self {
        let bytes = name.as_bytes();
        self.names[letter(bytes[0])] |= Self::ending(bytes.len(), bytes[bytes.len() - 1]);
        self
    }

    const fn ending(length: usize, last: u8) -> u64 {
        1 << ((length + letter(last)) % 64)
    }

    /// Whether it may be a name that is known.
    #[inline]
    fn holds_name(&self, name: &str) -> bool {
        let (Some(first), Some(last)) = (name.as_bytes().first(), name.as_bytes().last()) else { return false };
        self.names[letter(*first)] & Self::ending(name.len(), *last) != 0
    }

    /// Whether it may begin like a broker's.
    #[inline]
    fn holds_start(&self, name: &str) -> bool {
        name.as_bytes().first().is_some_and(|first| self.starts & (1 << letter(*first)) != 0)
    }
}

/// The same for both cases of a letter.
const fn letter(byte: u8) -> usize {
    (byte & 31) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name_and_reserved() {
        for field in Field::ALL {
            assert_eq!(Field::of(field.name()), Some(field));
            assert!(is_reserved(field.name()));
        }
    }

    #[test]
    fn whatever_is_known_is_held_back_by_the_sieve_in_either_case() {
        for name in Field::ALL.iter().map(|field| field.name()).chain(PROTOCOL) {
            assert!(SIEVE.holds_name(name) && SIEVE.holds_name(&name.to_uppercase()), "{name}");
        }
        for start in PREFIXES {
            assert!(SIEVE.holds_start(start) && SIEVE.holds_start(&start.to_uppercase()), "{start}");
        }
    }

    #[test]
    fn the_brokers_names_are_reserved_and_a_users_are_not() {
        for name in ["JMSXGroupID", "_AMQ_DUPL_ID", "NATIVE_MESSAGE_ID", "ack", "Destination", "x-opt-delivery-delay"] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["session", "tenant", "traceparent", "acknowledge", "größe"] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
