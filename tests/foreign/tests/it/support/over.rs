use tidings_broker::Artemis;

/// The protocol that somebody speaks with the broker.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Over {
    Amqp,
    Stomp,
}

impl Over {
    /// Where a manager connects to.
    pub(crate) fn url(self, broker: &Artemis) -> String {
        match self {
            Self::Amqp => broker.amqp_url(),
            Self::Stomp => broker.stomp_url(),
        }
    }

    /// Where a client in Python connects to.
    pub(crate) fn port(self, broker: &Artemis) -> u16 {
        match self {
            Self::Amqp => broker.ports().amqp,
            Self::Stomp => broker.ports().stomp,
        }
    }
}

/// Makes a test of each protocol that Tidings may speak, each with an event of its own: `the_function: durable`.
macro_rules! over_each_protocol {
    ($($test:ident $(: $($flag:ident $(($value:expr))?),+)?;)+) => {$(
        mod $test {
            #[allow(unused_imports, reason = "for the values of the event's flags")]
            use super::*;

            #[tokio::test]
            async fn over_amqp() {
                $crate::support::order_event!(Placed $(: $($flag $(($value))?),+)?);
                super::$test::<Placed>($crate::support::Over::Amqp).await;
            }

            #[tokio::test]
            async fn over_stomp() {
                $crate::support::order_event!(Placed $(: $($flag $(($value))?),+)?);
                super::$test::<Placed>($crate::support::Over::Stomp).await;
            }
        }
    )+};
}
pub(crate) use over_each_protocol;
