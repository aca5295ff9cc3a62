//! What every provider for Artemis promises.

use std::sync::Arc;

use tidings_amqp::Amqp;
use tidings_provider_tests::Protocol;

pub(crate) const AMQP: Protocol = Protocol {
    scheme: "amqp",
    provider: |url| Arc::new(Amqp::connect(url)),
    lenient: |url| Arc::new(Amqp::connect(url).allow_broker_drops()),
    port: |broker| broker.ports().amqp,
    has_links: true,
};

tidings_provider_tests::cases!(crate::common::AMQP);
