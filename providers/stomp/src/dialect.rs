//! What the brokers that speak STOMP make of it.

use tidings_core::provider::{BodyKind, Capabilities};

/// A broker that speaks STOMP, each in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// Apache Artemis, with everything.
    Artemis,
    /// Apache ActiveMQ Classic, 5.17 and later: virtual topics; nothing recognizes duplicates, and queues stay until
    /// somebody removes them.
    Classic {
        /// Whether its configuration says `schedulerSupport="true"`: without, an event cannot be held back, and a retry
        /// waits in place.
        has_scheduler: bool,
    },
    /// RabbitMQ, 3.10 and later, with its STOMP plugin: queues bound to `amq.topic`; it holds nothing back, knows no
    /// keys and recognizes no duplicates.
    RabbitMq,
}

impl Dialect {
    /// The dialect of a broker by what it calls itself, the header `server` of its `CONNECTED` frame; Artemis if it is
    /// not known.
    pub fn of_server(server: Option<&str>) -> Self {
        let server = server.unwrap_or_default();
        // The part before the version.
        match server.split('/').next().unwrap_or_default() {
            "RabbitMQ" => Self::RabbitMq,
            "ActiveMQ" => Self::Classic { has_scheduler: false },
            _ => Self::Artemis,
        }
    }

    /// What this broker can do over STOMP.
    pub fn capabilities(self) -> Capabilities {
        let mut capabilities = Capabilities::none(BodyKind::Encoded);
        capabilities.durable = true;
        capabilities.across_processes = true;
        capabilities.ordered = true;
        capabilities.redelivered = true;
        capabilities.dead_letters = true;
        capabilities.reconnects = true;
        match self {
            Self::Artemis => {
                capabilities.delay = true;
                capabilities.keys = true;
                capabilities.rebalances = true;
                capabilities.deduplicates = true;
                capabilities.volatile_queues = true;
                capabilities.global_names = true;
                capabilities.knows_unroutable = true;
            }
            Self::Classic { has_scheduler } => {
                capabilities.delay = has_scheduler;
                capabilities.keys = true;
                capabilities.longest_header = self.longest_header();
            }
            Self::RabbitMq => capabilities.volatile_queues = true,
        }
        capabilities
    }

    /// Whether it counts deliveries that a lost connection left unsettled, and gives up on them in the end: then an
    /// event that ends its process must not take others with it.
    pub(crate) fn counts_deliveries(self) -> bool {
        matches!(self, Self::Artemis)
    }

    /// Whether `NACK` gives a message back. On Artemis it is an `ACK`, and on Classic it is the end of the message.
    pub(crate) fn returns_by_nack(self) -> bool {
        matches!(self, Self::RabbitMq)
    }

    /// The longest header that it takes: Classic ends the connection at a line of 10 KiB.
    pub(crate) fn longest_header(self) -> Option<usize> {
        matches!(self, Self::Classic { .. }).then_some(10_000)
    }

    /// Whether it understands what begins with `_AMQ_`.
    pub(crate) fn is_artemis(self) -> bool {
        matches!(self, Self::Artemis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broker_is_known_by_what_it_calls_itself() {
        let artemis = "ActiveMQ-Artemis/2.56.0 ActiveMQ Artemis Messaging Engine";
        assert_eq!(Dialect::of_server(Some(artemis)), Dialect::Artemis);
        assert_eq!(Dialect::of_server(Some("RabbitMQ/3.10.8")), Dialect::RabbitMq);
        assert_eq!(Dialect::of_server(Some("ActiveMQ/5.17.2")), Dialect::Classic { has_scheduler: false });
        assert_eq!(Dialect::of_server(None), Dialect::Artemis);
    }
}
