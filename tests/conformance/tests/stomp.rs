//! STOMP 1.2 over a real Apache Artemis.

mod real;

use std::sync::Arc;

use real::Real;
use tidings_broker::Artemis;
use tidings_stomp::Stomp;

tidings_conformance::suite!(Real::<Artemis> {
    shared: tidings_broker::shared().await,
    start: || Box::pin(Artemis::start()),
    on: |broker| Arc::new(Stomp::connect(broker.stomp_url())),
});
