//! Users, rights and settings that a test asks for.

use tidings_broker::{Artemis, Jvm, Right, Rights};

use crate::stomp::Stomp;
use crate::support::bounded;

const PASSWORD: &str = "p:w/1% =\\ä";

#[tokio::test]
async fn users_have_the_rights_that_they_were_given() {
    let broker = bounded(
        Artemis::builder()
            .user("reader", PASSWORD, Rights::all().without(Right::Send))
            .user("writer", "w", Rights::all())
            .rights_on("closed.#", "writer", Rights::none().with(Right::Send))
            .rights_on("closed.#", "reader", Rights::all())
            .start(),
    )
    .await
    .unwrap();
    let port = broker.ports().stomp;
    let reader = async || Stomp::login(port, Some(("reader", PASSWORD))).await.unwrap();
    let writer = async || Stomp::login(port, Some(("writer", "w"))).await.unwrap();

    // STOMP does not say why; what the other user may do there shows that it is the right.
    let refused = reader().await.send("open", "x").await.unwrap_err();
    assert!(refused.contains("AMQ339011"), "{refused}");
    writer().await.send("open", "from the writer").await.unwrap();
    assert_eq!(reader().await.receive("open").await.unwrap(), "from the writer");

    reader().await.send("closed.a", "from the reader").await.unwrap();
    let refused = writer().await.receive("closed.a").await.unwrap_err();
    assert!(refused.contains("AMQ339016"), "{refused}");
    assert_eq!(Stomp::admin(port).await.receive("closed.a").await.unwrap(), "from the reader");
}

#[tokio::test]
async fn strangers_are_let_in_only_where_that_was_asked_for() {
    let strict = bounded(tidings_broker::shared()).await.unwrap();
    assert!(Stomp::login(strict.ports().stomp, None).await.is_err());
    assert!(Stomp::login(strict.ports().stomp, Some(("admin", "wrong"))).await.is_err());

    let open = bounded(Artemis::builder().allow_anonymous().start()).await.unwrap();
    let mut stranger = Stomp::login(open.ports().stomp, None).await.unwrap();
    stranger.send("open", "x").await.unwrap();
    Stomp::admin(open.ports().stomp).await.receive("open").await.unwrap();
}

#[tokio::test]
async fn address_settings_and_changes_of_the_file_hold() {
    let broker = bounded(
        Artemis::builder()
            .address_setting(
                "small.#",
                "<max-size-messages>1</max-size-messages><address-full-policy>FAIL</address-full-policy>",
            )
            .jvm(Jvm::Server)
            .broker_xml(|xml| xml.replace("<name>tidings-test</name>", "<name>renamed</name>"))
            .start(),
    )
    .await
    .unwrap();
    assert!(broker.log().await.contains("[renamed, nodeID="));
    let mut admin = Stomp::admin(broker.ports().stomp).await;
    admin.send("small.a", "first").await.unwrap();
    let refused = admin.send("small.a", "second").await.unwrap_err();
    assert!(refused.contains("AMQ339011"), "{refused}");
}

#[tokio::test]
async fn a_broker_that_cannot_start_shows_the_end_of_its_log() {
    let broken = Artemis::builder().broker_xml(|xml| xml.replace("</core>", "</cor>")).start();
    let error = bounded(broken).await.unwrap_err();
    assert!(error.headline().contains("ended by itself"), "{error}");
    assert!(error.to_string().contains("cor"), "{error}");
}

#[tokio::test]
async fn a_taken_port_is_named_as_such() {
    let ports = bounded(tidings_broker::shared()).await.unwrap().ports();
    let error = bounded(Artemis::builder().ports(ports).start()).await.unwrap_err();
    assert!(error.headline().contains("one of its ports taken"), "{error}");
    assert!(error.headline().contains(&ports.amqp.to_string()), "{error}");
}
