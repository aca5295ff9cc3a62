//! What foreign AMQP clients send as an event: each body is handled, or is one dead letter with its reason, and the
//! next event is handled in any case.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tidings_broker::{Artemis, shared};

use crate::support::*;

/// How a delivery ends.
enum Fate {
    Handled,
    /// By a reason that has these words.
    DeadLettered(&'static str),
}
use Fate::{DeadLettered, Handled};

const ORDER: &str = r#"{"order": 1, "customer": "Jörg 1"}"#;

struct Case {
    name: &'static str,
    body: Value,
    properties: Value,
    fate: Fate,
}

fn case(name: &'static str, body: Value, fate: Fate) -> Case {
    Case { name, body, properties: json!({}), fate }
}

fn with_properties(name: &'static str, properties: Value) -> Case {
    Case { name, body: json!({ "string": ORDER }), properties, fate: Handled }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn cases() -> Vec<Case> {
    let order: Value = serde_json::from_str(ORDER).unwrap();
    let invalid = hex(b"{\"order\": 1, \"customer\": \"\xff\xfe\"}");
    vec![
        case("a string", json!({ "string": ORDER }), Handled),
        case("binary", json!({ "binary": hex(ORDER.as_bytes()) }), Handled),
        case("data", json!({ "data": hex(ORDER.as_bytes()) }), Handled),
        case("unknown fields", json!({ "string": r#"{"new": [1], "order": 1, "customer": "Jörg 1"}"# }), Handled),
        case("missing fields", json!({ "string": r#"{"order": 1}"# }), DeadLettered("missing field `customer`")),
        case("a map", json!({ "map": order }), DeadLettered("its body is a map")),
        case("a list", json!({ "list": [order] }), DeadLettered("its body is a list")),
        case("a sequence", json!({ "sequence": [order] }), DeadLettered("its body is a sequence")),
        case("a number", json!({ "int": 7 }), DeadLettered("its body is neither a string nor binary")),
        case("no body", json!({ "null": null }), DeadLettered("EOF while parsing")),
        case("an empty string", json!({ "string": "" }), DeadLettered("EOF while parsing")),
        case("empty data", json!({ "data": "" }), DeadLettered("EOF while parsing")),
        case("text that is no JSON", json!({ "string": "<order>1</order>" }), DeadLettered("expected value")),
        case("data that is no UTF-8", json!({ "data": invalid }), DeadLettered("invalid unicode")),
        case("binary that is no UTF-8", json!({ "binary": invalid }), DeadLettered("invalid unicode")),
        with_properties("a uuid", json!({ "header": { "uuid": "07070707-0707-0707-0707-070707070707" } })),
        with_properties("a timestamp", json!({ "header": { "timestamp": 1_795_253_400_250_u64 } })),
        with_properties("a null", json!({ "header": { "null": null } })),
        with_properties("bytes", json!({ "header": { "binary": "00ff" } })),
    ]
}

/// How the headers of the cases with properties read.
fn headers(case: &str) -> Option<&'static str> {
    match case {
        "a uuid" => Some("07070707-0707-0707-0707-070707070707"),
        "a timestamp" => Some("1795253400250"),
        _ => None,
    }
}

async fn end_as_they_must<E: Order + PartialEq + std::fmt::Debug>(broker: &Artemis, url: &str) {
    let mut archive = Listener::<E>::new("archive");
    let (builder, mut reports) = Reports::of(archive.on(manager(url)));
    let manager = start(builder).await;
    let mut peer = Peer::start("proton_send", broker, Over::Amqp, json!({})).await;
    let address = E::info().address();
    let mut given_up = BTreeMap::new();
    for case in cases() {
        let mut properties = case.properties;
        properties["case"] = json!({ "string": case.name });
        let order = json!({ "address": address, "body": case.body, "properties": properties });
        assert_eq!(peer.does(order, "sent").await["accepted"], true);
        match case.fate {
            Handled => {
                let heard = archive.next().await;
                assert_eq!(heard.event, E::new(1), "{}", case.name);
                let header = |name: &str| heard.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
                assert_eq!(header("case"), Some(case.name));
                assert_eq!(header("header"), headers(case.name), "{}", case.name);
            }
            DeadLettered(words) => {
                let told = reports.next().await;
                assert_eq!(told.listener, archive.name());
                assert!(told.reason.contains(words), "{}: {}", case.name, told.reason);
                given_up.insert(case.name.to_owned(), words);
            }
        }
        let next = json!({ "address": address, "body": { "string": r#"{"order": 2, "customer": "next"}"# } });
        peer.does(next, "sent").await;
        assert_eq!(archive.next().await.event.number(), 2, "after {}", case.name);
    }
    assert!(reports.is_empty() && archive.rest().is_empty());
    let mut letters = within("the dead letters", manager.dead_letters(archive.name())).await.unwrap();
    let letters = within("their list", letters.list(100)).await.unwrap();
    assert_eq!(letters.len(), given_up.len(), "{letters:?}");
    for letter in letters {
        let case = letter.envelope().get("case").unwrap();
        let words = given_up.remove(case).unwrap_or_else(|| panic!("{case} is there twice"));
        let (reason, attempts) = (letter.reason(), letter.note().map(|note| note.attempts));
        assert!(reason.contains(words), "{case}: {reason}");
        assert_eq!(attempts, Some(1), "{case}");
    }
    end(manager).await;
}

#[tokio::test]
async fn each_foreign_body_is_handled_or_is_one_dead_letter_with_its_reason() {
    order_event!(Placed: durable);
    let broker = shared().await.unwrap();
    end_as_they_must::<Placed>(broker, &broker.amqp_url()).await;
}
