//! A broker is known by what it calls itself when it lets somebody in.

use tidings_broker::{Classic, RabbitMq};
use tidings_core::provider::{Context, Provider};
use tidings_provider_tests::support::{close, within};
use tidings_stomp::{Dialect, Stomp};

async fn is_known(url: String, dialect: Dialect) {
    let connection = within(Stomp::connect(url).connect(Context::default())).await.unwrap();
    assert_eq!(connection.capabilities(), dialect.capabilities());
    close(&*connection).await;
}

#[tokio::test]
async fn an_artemis_is_known() {
    is_known(tidings_broker::shared().await.unwrap().stomp_url(), Dialect::Artemis).await;
}

#[tokio::test]
async fn a_classic_is_known_but_for_its_scheduler() {
    is_known(Classic::shared().await.unwrap().stomp_url(), Dialect::Classic { has_scheduler: false }).await;
}

#[tokio::test]
async fn a_rabbitmq_is_known() {
    is_known(RabbitMq::shared().await.unwrap().stomp_url(), Dialect::RabbitMq).await;
}
