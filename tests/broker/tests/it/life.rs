use tidings_broker::Artemis;

#[tokio::test]
async fn a_killed_broker_restarts_on_its_ports() {
    let broker = Artemis::start().await.unwrap();
    let url = broker.amqp_url();
    broker.kill().await.unwrap();
    broker.restart().await.unwrap();
    assert_eq!(broker.amqp_url(), url);
}
