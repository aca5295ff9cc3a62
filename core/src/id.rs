//! Identities that travel with an event.

use std::{fmt, sync::Arc};

use uuid::Uuid;

/// A UUID of ours, or whatever text a foreign sender uses.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Repr {
    Uuid(Uuid),
    Text(Arc<str>),
}

impl Repr {
    fn parse(text: &str) -> Self {
        // Only the canonical form, so that what was read is written back unchanged.
        match Uuid::try_parse(text) {
            Ok(uuid) if text.len() == 36 && !text.bytes().any(|b| b.is_ascii_uppercase()) => Self::Uuid(uuid),
            _ => Self::Text(text.into()),
        }
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(uuid) => fmt::Display::fmt(uuid, f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Repr);

        impl $name {
            /// Reads an id; text that is no UUID is kept as it is.
            pub fn parse(text: &str) -> Self {
                Self(Repr::parse(text))
            }

            /// The UUID, unless a foreign sender chose another form.
            pub fn uuid(&self) -> Option<Uuid> {
                match &self.0 {
                    Repr::Uuid(uuid) => Some(*uuid),
                    Repr::Text(_) => None,
                }
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(Repr::Uuid(uuid))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

id! {
    /// Identifies one event; a retry, a dead letter and a replay keep it.
    EventId
}
impl EventId {
    /// How many bytes of text it holds; 0 for a UUID, which holds none.
    pub(crate) fn text_bytes(&self) -> usize {
        match &self.0 {
            Repr::Uuid(_) => 0,
            Repr::Text(text) => text.len(),
        }
    }
}
id! {
    /// Says that events belong to one conversation; an event that starts one lends its own id.
    CorrelationId
}
impl CorrelationId {
    /// Whether this event began the conversation.
    pub(crate) fn is_of(&self, event: &EventId) -> bool {
        self.0 == event.0
    }
}
id! {
    /// Names the event during whose handling this one was sent.
    CausationId
}

impl From<EventId> for CorrelationId {
    fn from(id: EventId) -> Self {
        Self(id.0)
    }
}

impl From<EventId> for CausationId {
    fn from(id: EventId) -> Self {
        Self(id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_back_as_it_was_read() {
        for text in ["0190b2a0-0000-7000-8000-000000000001", "0190B2A0-0000-7000-8000-000000000001", "order-7", ""] {
            assert_eq!(EventId::parse(text).to_string(), text);
        }
        assert!(EventId::parse("order-7").uuid().is_none());
    }
}
