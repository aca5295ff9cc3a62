use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tidings_broker::Artemis;

/// The protocol that all processes of a run speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// AMQP 1.0.
    Amqp,
    /// STOMP 1.2.
    Stomp,
}

impl Protocol {
    /// The scheme of its URLs.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Amqp => "amqp",
            Self::Stomp => "stomp",
        }
    }

    /// The port on which a broker speaks it.
    pub(crate) fn port(self, broker: &Artemis) -> u16 {
        match self {
            Self::Amqp => broker.ports().amqp,
            Self::Stomp => broker.ports().stomp,
        }
    }

    /// The URL of a port of this machine, for the broker's administrator.
    pub(crate) fn url(self, port: u16) -> String {
        format!("{}://admin:admin@127.0.0.1:{port}", self.scheme())
    }
}

impl FromStr for Protocol {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "amqp" => Ok(Self::Amqp),
            "stomp" => Ok(Self::Stomp),
            other => Err(format!("{other:?} is no protocol; name amqp or stomp")),
        }
    }
}
