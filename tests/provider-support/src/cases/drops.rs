//! What a broker gives up on is kept somewhere, or whoever starts a durable listener is told.

use std::sync::Arc;

use tidings_broker::{Artemis, Right, Rights};
use tidings_core::{
    Error,
    provider::{Claim, Connection, Context},
    runtime::Runtime,
};

use crate::{Protocol, operator::manage, support::*};

/// A broker with an address pattern for each way to lose something; what is kept, but for `poor.#`, is kept well.
async fn careless() -> Artemis {
    let kept = "<dead-letter-address>DLQ</dead-letter-address><send-to-dla-on-no-route>true</send-to-dla-on-no-route>";
    let broker = Artemis::builder()
        .user("clerk", "secret", Rights::all().without(Right::Manage))
        .address_setting("none.#", "<dead-letter-address></dead-letter-address>")
        .address_setting("missing.#", "<dead-letter-address>no.such.address</dead-letter-address>")
        .address_setting("filtered.#", "<dead-letter-address>filtered.letters</dead-letter-address>")
        .address_setting(
            "made.#",
            &format!("{kept}<auto-create-dead-letter-resources>true</auto-create-dead-letter-resources>"),
        )
        .address_setting("endless.#", &format!("{kept}<max-delivery-attempts>-1</max-delivery-attempts>"))
        .address_setting("few.#", &format!("{kept}<max-delivery-attempts>2</max-delivery-attempts>"))
        .address_setting("good.#", kept)
        .start()
        .await
        .unwrap();
    let config = r#"{\"name\":\"filtered.queue\",\"address\":\"filtered.letters\",\"routing-type\":\"ANYCAST\",\"durable\":true,\"filter-string\":\"color = 'red'\"}"#;
    manage(&broker, "createQueue", &format!("[\"{config}\",false]")).await.unwrap();
    broker
}

fn claim(stem: &str, is_durable: bool) -> Claim {
    Claim::shared(event(&unique(stem), is_durable), unique("listener"))
}

async fn notes(connection: &dyn Connection, claim: Claim) -> Result<Vec<String>, Error> {
    within(connection.subscribe(&claim)).await.map(|opened| opened.notes)
}

pub async fn a_durable_listener_does_not_start_where_the_broker_drops_what_it_gives_up_on(protocol: &Protocol) {
    let broker = careless().await;
    let connection = protocol.connect(&broker).await;
    for (stem, why) in [
        ("none.event", "there is no dead-letter address"),
        ("missing.event", "`no.such.address` does not exist"),
        ("filtered.event", "no queue without a filter"),
        ("made.event", "auto-create-dead-letter-resources"),
    ] {
        let error = notes(&*connection, claim(stem, true)).await.expect_err("it would be dropped");
        let shown = error.to_string();
        let remedy = error.remedy().unwrap_or_default();
        assert!(shown.contains(why) && shown.contains(stem) && remedy.contains("allow_broker_drops"), "{error:?}");
        assert_eq!(notes(&*connection, claim(stem, false)).await.unwrap(), Vec::<String>::new());
    }
    close(&*connection).await;
}

pub async fn a_permission_to_drop_and_odd_attempts_are_notes(protocol: &Protocol) {
    let broker = careless().await;
    let provider = (protocol.lenient)(&protocol.url(&broker));
    let context = Context::new(Runtime::system(), limits());
    let connection: Arc<dyn Connection> = within(provider.connect(context)).await.unwrap();
    for (stem, expected) in [
        ("none.event", "would be dropped"),
        ("made.event", "would be dropped"),
        ("endless.event", "no limit of delivery attempts"),
        ("few.event", "only 2 delivery attempts"),
        ("poor.event", "send-to-dla-on-no-route"),
    ] {
        let notes = notes(&*connection, claim(stem, true)).await.unwrap();
        let found: Vec<_> = notes.iter().filter(|note| note.contains(expected)).collect();
        assert!(found.len() == 1 && found[0].contains(stem), "{stem}: {notes:?}");
    }
    assert_eq!(notes(&*connection, claim("good.event", true)).await.unwrap(), Vec::<String>::new());
    // What was noted of an address is not noted again for its second listener.
    let first = claim("poor.event", true);
    assert_eq!(notes(&*connection, first.clone()).await.unwrap().len(), 1);
    let second = Claim::shared(first.event_ref().clone(), unique("listener"));
    assert_eq!(notes(&*connection, second).await.unwrap(), Vec::<String>::new());
    close(&*connection).await;
}

pub async fn who_may_not_read_the_settings_gets_one_warning(protocol: &Protocol) {
    let broker = careless().await;
    let connection = protocol.connect_to(&protocol.url_for(&broker, "clerk", "secret"), limits()).await.unwrap();
    let notes = notes(&*connection, claim("none.event", true)).await.unwrap();
    assert!(notes.len() == 1 && notes[0].contains("`manage`"), "{notes:?}");
    close(&*connection).await;
}
