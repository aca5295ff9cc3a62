//! STOMP 1.2 over a real ActiveMQ Classic.

mod real;

use std::sync::Arc;

use real::Real;
use tidings_broker::Classic;
use tidings_stomp::{Dialect, Stomp};

tidings_conformance::suite!(Real::<Classic> {
    shared: Classic::shared().await,
    start: || Box::pin(Classic::start()),
    on: |broker| Arc::new(Stomp::connect(broker.stomp_url()).broker(Dialect::Classic { has_scheduler: true })),
});
