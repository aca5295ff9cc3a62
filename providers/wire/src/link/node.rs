use tidings_core::{headers::Field, id::EventId, provider::Claim};

/// The property in which Artemis names the queue of a message that it gave up on.
pub const ORIGIN_QUEUE: &str = "_AMQ_ORIG_QUEUE";

/// A place at the broker that a link leads to or comes from, in words that every protocol has its own for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Node {
    /// The address of an event: each of its queues gets a copy.
    Address(String),
    /// A listener's queue. It exists: a [`Topology`](crate::topology::Topology) has made sure of it, or attaching makes
    /// it.
    Queue(Claim),
    /// A subscription of all processes together which attaching makes and which goes with its last receiver: what
    /// stands for a queue that is not durable where nobody may make one.
    Subscription(Claim),
    /// A queue which attaching makes, without a name that others could send to, and which goes with the link.
    Temporary(Claim),
    /// A queue of dead letters, by its name: each is given to one receiver.
    DeadLetters(String),
    /// Where the broker itself takes requests, by its name.
    Service(String),
    /// Where this link alone gets answers; [`LinkReceiver::reply_to`](super::LinkReceiver::reply_to) tells its name.
    Replies,
}

impl Node {
    /// Its name for logs and errors.
    pub fn name(&self) -> String {
        match self {
            Self::Address(name) | Self::DeadLetters(name) | Self::Service(name) => name.clone(),
            Self::Queue(claim) | Self::Subscription(claim) | Self::Temporary(claim) => claim.full_queue(),
            Self::Replies => "replies".to_owned(),
        }
    }

    /// The address that it belongs to; none for a place that only this link knows.
    pub fn address(&self) -> &str {
        match self {
            Self::Address(name) | Self::DeadLetters(name) | Self::Service(name) => name,
            Self::Queue(claim) | Self::Subscription(claim) | Self::Temporary(claim) => claim.address(),
            Self::Replies => "",
        }
    }
}

/// What a receiver attaches to, and how.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Source {
    /// The place.
    pub node: Node,
    /// Whether everything stays in the queue, whatever is settled.
    pub is_browsing: bool,
    /// The event that is looked for. A link may give others as well, where the broker cannot choose.
    pub only: Option<EventId>,
    /// The queue in which the broker gave up on what is looked for; with the same exception.
    pub given_up_in: Option<String>,
    /// What else is looked for, in the language of selectors.
    pub choice: Option<&'static str>,
}

impl Source {
    /// A place, to take everything from.
    pub fn of(node: Node) -> Self {
        Self { node, is_browsing: false, only: None, given_up_in: None, choice: None }
    }

    /// Looks without taking.
    #[must_use]
    pub fn browsing(mut self) -> Self {
        self.is_browsing = true;
        self
    }

    /// Looks for one event.
    #[must_use]
    pub fn only(mut self, id: EventId) -> Self {
        self.only = Some(id);
        self
    }

    /// Looks for what the broker gave up on in one queue.
    #[must_use]
    pub fn given_up_in(mut self, queue: impl Into<String>) -> Self {
        self.given_up_in = Some(queue.into());
        self
    }

    /// Looks for what a selector says, and for nothing else.
    #[must_use]
    pub fn choosing(mut self, selector: &'static str) -> Self {
        self.choice = Some(selector);
        self
    }

    /// What is looked for, in the language of selectors that brokers of Java share.
    pub fn selector(&self) -> Option<String> {
        if let Some(choice) = self.choice {
            return Some(choice.to_owned());
        }
        let field = Field::EventId.name();
        let id = self.only.as_ref().map(|id| equal(field, &id.to_string()));
        let terms: Vec<_> = match (id, &self.given_up_in) {
            (id, None) => id.into_iter().collect(),
            (None, Some(queue)) => vec![equal(ORIGIN_QUEUE, queue)],
            // What foreign senders sent has its id elsewhere.
            (Some(id), Some(queue)) => vec![format!("({id} OR {field} IS NULL)"), equal(ORIGIN_QUEUE, queue)],
        };
        (!terms.is_empty()).then(|| terms.join(" AND "))
    }
}

/// A quote within is doubled.
fn equal(name: &str, value: &str) -> String {
    format!("{name} = '{}'", value.replace('\'', "''"))
}

/// Whom a link that sends may share with what carries its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    /// Other links: a broker that ends a connection for one event ends it for all of them.
    Shared,
    /// Nobody, where the protocol can have it so: something that is sent here may end the connection.
    Alone,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_has_all_that_is_looked_for_and_its_quotes_are_doubled() {
        let all = Source::of(Node::DeadLetters("DLQ".into()));
        assert_eq!(all.selector(), None);
        assert_eq!(all.clone().only(EventId::parse("o'1")).selector().as_deref(), Some("event_id = 'o''1'"));
        let both = all.only(EventId::parse("o-1")).given_up_in("invoice");
        assert_eq!(
            both.selector().as_deref(),
            Some("(event_id = 'o-1' OR event_id IS NULL) AND _AMQ_ORIG_QUEUE = 'invoice'")
        );
    }
}
