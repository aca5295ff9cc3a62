//! What is asked of the broker itself.

use serde_json::{Value, json};

use super::{Ended, Failed, Script, World};
use tidings_wire::link::Node;

fn create(name: &str, address: &str) -> String {
    let config = json!({
        "name": name, "address": address, "routing-type": "MULTICAST", "durable": true, "auto-delete": false,
        "auto-create-address": true,
    });
    json!([config.to_string(), false]).to_string()
}

/// The code of the broker's message, or its words where there is none.
fn code(answer: &str) -> &str {
    answer.find("AMQ").and_then(|at| answer.get(at..at + 9)).unwrap_or(answer)
}

pub(super) async fn a_queue_that_exists_is_not_created<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let parameters = create(&s.name("one"), &s.name("ev"));
    s.note(peer.manage("broker", "createQueue", &parameters).await?.split(' ').next().unwrap_or_default());
    s.note(peer.manage("broker", "createQueue", &parameters).await?);
    Ok(())
}

pub(super) async fn a_queue_at_another_address_is_named<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let inbox = peer.receiver(s.queue("ev", "one"), 1).await?;
    s.note(peer.manage("broker", "createQueue", &create(&s.name("one"), &s.name("other"))).await?);
    inbox.detach().await;
    Ok(())
}

pub(super) async fn what_a_queue_is_can_be_read<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    drop(peer.manage("broker", "createQueue", &create(&s.name("one"), &s.name("ev"))).await?);
    let attributes = [
        "address",
        "durable",
        "autoDelete",
        "routingType",
        "temporary",
        "maxConsumers",
        "consumerCount",
        "messageCount",
        "deliveringCount",
        "filter",
    ];
    for attribute in attributes {
        s.note(format!("{attribute} {}", peer.attribute(&format!("queue.{}", s.name("one")), attribute).await?));
    }
    Ok(())
}

pub(super) async fn who_listens_can_be_read<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    let address = format!("address.{}", s.name("ev"));
    s.note(peer.attribute(&address, "queueNames").await?);
    drop(peer.manage("broker", "createQueue", &create(&s.name("one"), &s.name("ev"))).await?);
    s.note(peer.attribute(&address, "queueNames").await?);
    s.note(peer.attribute(&address, "queueCount").await?);
    Ok(())
}

pub(super) async fn a_queue_with_a_consumer_is_not_destroyed<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    let inbox = other.receiver(s.queue("ev", "one"), 1).await?;
    let parameters = json!([s.name("one")]).to_string();
    s.note(code(&peer.manage("broker", "destroyQueue", &parameters).await?));
    inbox.detach().await;
    s.note(peer.manage("broker", "destroyQueue", &parameters).await?);
    s.note(code(&peer.manage("broker", "destroyQueue", &parameters).await?));
    Ok(())
}

pub(super) async fn what_does_not_exist_says_so<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    s.note(peer.attribute(&format!("queue.{}", s.name("none")), "address").await?);
    s.note(peer.attribute(&format!("address.{}", s.name("none")), "queueNames").await?);
    s.note(peer.manage("broker", "noSuchOperation", "[]").await?);
    Ok(())
}

pub(super) async fn the_settings_of_an_address_can_be_read<W: World>(s: &Script<'_, W>) -> Ended {
    let peer = s.connect().await?;
    for address in ["ev", "three.ev", "nowhere.ev", "block.ev", "fail.ev", "slow.ev", "noroute.ev"] {
        let answer = peer.manage("broker", "getAddressSettingsAsJSON", &json!([address]).to_string()).await?;
        let (word, body) = answer.split_once(' ').unwrap_or_default();
        let outer: Value = serde_json::from_str(body).map_err(|why| Failed::new("read", why))?;
        let settings: Value = serde_json::from_str(outer[0].as_str().unwrap_or_default()).unwrap_or_default();
        let names = [
            "deadLetterAddress",
            "autoDeleteQueues",
            "maxDeliveryAttempts",
            "addressFullMessagePolicy",
            "redeliveryDelay",
            "sendToDLAOnNoRoute",
            "autoCreateDeadLetterResources",
        ];
        let shown: Vec<_> = names.iter().map(|name| format!("{name} {}", settings[*name])).collect();
        s.note(format!("{address} {word} {}", shown.join(", ")));
    }
    Ok(())
}

pub(super) async fn changes_of_bindings_are_announced<W: World>(s: &Script<'_, W>) -> Ended {
    let (peer, other) = (s.connect().await?, s.connect().await?);
    let mut notices = peer.receiver(Node::Service("activemq.notifications".into()), 100).await?;
    let address = s.name("ev");
    drop(other.manage("broker", "createQueue", &create(&s.name("one"), &address)).await?);
    let inbox = other.receiver(s.queue("ev", "one"), 1).await?;
    inbox.detach().await;
    drop(other.manage("broker", "destroyQueue", &json!([s.name("one")]).to_string()).await?);
    let mut heard = 0;
    while heard < 4 {
        let notice = notices.notice(&["_AMQ_Address", "_AMQ_NotifType", "_AMQ_RoutingName"]).await?;
        if let Some(rest) = notice.strip_prefix(&format!("{address} "))
            && !rest.starts_with("ADDRESS")
            && !rest.starts_with("SESSION")
        {
            s.note(rest);
            heard += 1;
        }
    }
    Ok(())
}
