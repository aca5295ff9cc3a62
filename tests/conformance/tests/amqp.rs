//! AMQP 1.0 over a real Apache Artemis.

mod real;

use std::sync::Arc;

use real::Real;
use tidings_amqp::Amqp;
use tidings_broker::Artemis;

tidings_conformance::suite!(Real::<Artemis> {
    shared: tidings_broker::shared().await,
    start: || Box::pin(Artemis::start()),
    on: |broker| Arc::new(Amqp::connect(broker.amqp_url())),
});
