//! What all tests of the provider use.

use std::sync::Arc;

use tidings_broker::Artemis;
use tidings_core::provider::Connection;
pub(crate) use tidings_provider_tests::support::*;

use crate::common::AMQP;

pub(crate) async fn connect(broker: &Artemis) -> Arc<dyn Connection> {
    AMQP.connect(broker).await
}
