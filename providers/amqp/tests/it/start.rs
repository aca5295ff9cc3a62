//! A start that cannot succeed says why.

use tidings_broker::shared;
use tidings_core::ErrorKind;
use tidings_provider_tests::support::limits;

use crate::common::AMQP;

#[tokio::test]
async fn a_port_that_speaks_only_stomp_is_named_as_a_possibility() {
    let broker = shared().await.unwrap();
    let mut limits = limits();
    limits.start_timeout = std::time::Duration::from_secs(6);
    let Err(error) = AMQP.connect_to(&AMQP.local(broker.ports().stomp), limits).await else { panic!("it connected") };
    assert!(error.to_string().contains("STOMP") || error.kind() == ErrorKind::Protocol, "{error}");
}
