//! STOMP 1.2 on an Apache Artemis that grants the least rights: the whole suite, and each kind of user alone.

mod least;
mod real;

use std::sync::Arc;

use least::PASSWORD;
use real::Real;
use tidings_broker::Artemis;
use tidings_core::{error::BoxError, provider::Provider};
use tidings_stomp::Stomp;

fn on(broker: &Artemis, user: &str) -> Arc<dyn Provider> {
    Arc::new(Stomp::connect(broker.stomp_url_for(user, PASSWORD)))
}

tidings_conformance::suite!(Real::<Artemis> {
    shared: least::shared().await,
    start: || Box::pin(least::start()),
    on: |broker| on(broker, "service"),
});

#[tokio::test]
async fn publisher_and_listener_need_no_more_than_their_rights() -> Result<(), BoxError> {
    least::an_event_is_handled_and_another_given_up_on(on, "listener").await
}

#[tokio::test]
async fn a_durable_listener_needs_no_right_to_manage() -> Result<(), BoxError> {
    least::an_event_is_handled_and_another_given_up_on(on, "worker").await
}
