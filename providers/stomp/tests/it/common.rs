//! What every provider for Artemis promises.

use std::sync::Arc;

use tidings_provider_tests::Protocol;
use tidings_stomp::Stomp;

pub(crate) const STOMP: Protocol = Protocol {
    scheme: "stomp",
    provider: |url| Arc::new(Stomp::connect(url)),
    lenient: |url| Arc::new(Stomp::connect(url).allow_broker_drops()),
    port: |broker| broker.ports().stomp,
    has_links: false,
};

tidings_provider_tests::cases!(crate::common::STOMP);
