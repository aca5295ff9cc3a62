//! STOMP 1.2 over a real RabbitMQ.

mod real;

use std::sync::Arc;

use real::Real;
use tidings_broker::RabbitMq;
use tidings_stomp::{Dialect, Stomp};

tidings_conformance::suite!(Real::<RabbitMq> {
    shared: RabbitMq::shared().await,
    start: || Box::pin(RabbitMq::start()),
    on: |broker| Arc::new(Stomp::connect(broker.stomp_url()).broker(Dialect::RabbitMq)),
});
