use tidings_broker::Artemis;

/// The protocol that a process speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Amqp,
    Stomp,
}

/// Which two protocols compete: the first is that of whoever leaves, dies, or is there before.
pub(crate) const PAIRS: [[Over; 2]; 4] =
    [[Over::Amqp, Over::Amqp], [Over::Stomp, Over::Stomp], [Over::Amqp, Over::Stomp], [Over::Stomp, Over::Amqp]];

impl Over {
    pub(crate) fn url(self, broker: &Artemis) -> String {
        match self {
            Self::Amqp => broker.amqp_url(),
            Self::Stomp => broker.stomp_url(),
        }
    }
}
