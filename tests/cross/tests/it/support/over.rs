use std::sync::Arc;

use tidings_amqp::Amqp;
use tidings_broker::Artemis;
use tidings_core::provider::Provider;
use tidings_stomp::Stomp;

/// The protocol that a manager speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Amqp,
    Stomp,
}

impl Over {
    pub(crate) const ALL: [Self; 2] = [Self::Amqp, Self::Stomp];

    /// A provider on the broker that all tests share.
    pub(crate) async fn provider(self) -> Arc<dyn Provider> {
        self.on(tidings_broker::shared().await.unwrap_or_else(|missing| panic!("{missing}")))
    }

    /// A provider on this broker.
    pub(crate) fn on(self, broker: &Artemis) -> Arc<dyn Provider> {
        match self {
            Self::Amqp => Arc::new(Amqp::connect(broker.amqp_url())),
            Self::Stomp => Arc::new(Stomp::connect(broker.stomp_url())),
        }
    }

    /// A provider that takes no queue but one that is as it would have made it.
    pub(crate) async fn strict(self) -> Arc<dyn Provider> {
        let broker = tidings_broker::shared().await.unwrap_or_else(|missing| panic!("{missing}"));
        match self {
            Self::Amqp => Arc::new(Amqp::connect(broker.amqp_url()).strict_topology()),
            Self::Stomp => Arc::new(Stomp::connect(broker.stomp_url()).strict_topology()),
        }
    }

    /// The other protocol.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Amqp => Self::Stomp,
            Self::Stomp => Self::Amqp,
        }
    }
}
