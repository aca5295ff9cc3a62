use std::sync::Arc;

use tidings_amqp::{Amqp, Tls};
use tidings_broker::Artemis;
use tidings_core::provider::Provider;
use tidings_stomp::Stomp;

use super::Over;

/// How a broker is reached, said once for both protocols.
#[derive(Clone, Default)]
pub(crate) struct Reach {
    pub(crate) tls: Option<Tls>,
    pub(crate) external: bool,
    pub(crate) backups: Vec<String>,
    pub(crate) cluster: Vec<String>,
}

macro_rules! reach {
    ($provider:expr, $reach:expr) => {{
        let mut provider = $provider;
        if let Some(tls) = &$reach.tls {
            provider = provider.tls(tls.clone());
        }
        if $reach.external {
            provider = provider.external();
        }
        if !$reach.backups.is_empty() {
            provider = provider.backups(&$reach.backups);
        }
        if !$reach.cluster.is_empty() {
            provider = provider.cluster(&$reach.cluster);
        }
        Arc::new(provider) as Arc<dyn Provider>
    }};
}

impl Over {
    /// A provider on the broker of a URL.
    pub(crate) fn at(self, url: &str, reach: &Reach) -> Arc<dyn Provider> {
        match self {
            Self::Amqp => reach!(Amqp::connect(url), reach),
            Self::Stomp => reach!(Stomp::connect(url), reach),
        }
    }

    /// Where a broker listens, plainly.
    pub(crate) fn url(self, broker: &Artemis) -> String {
        match self {
            Self::Amqp => broker.amqp_url(),
            Self::Stomp => broker.stomp_url(),
        }
    }

    /// Where a broker listens with TLS.
    pub(crate) fn tls_url(self, broker: &Artemis) -> String {
        let url = match self {
            Self::Amqp => broker.amqps_url(),
            Self::Stomp => broker.stomps_url(),
        };
        url.expect("it was started with TLS")
    }

    /// Host and port, as a list of hosts has them.
    pub(crate) fn host(self, broker: &Artemis) -> String {
        let url = self.url(broker);
        url.rsplit_once('@').expect("its URL has a user").1.to_owned()
    }
}
