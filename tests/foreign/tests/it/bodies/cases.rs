use serde_json::{Value, json};

use crate::support::Over;

/// How a message ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// Its header reads so.
    Handled(Header),
    /// By a reason that has these words.
    DeadLettered(&'static str),
    /// The broker does not hand it over; see the other tests.
    Withheld,
}
use Fate::{DeadLettered, Handled, Withheld};

/// How the header of a message reads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Header {
    Missing,
    Is(&'static str),
    /// Something of the broker's making.
    Odd,
}
use Header::{Is, Missing, Odd};

/// A message, and how it ends.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) body: Value,
    pub(super) properties: Value,
    amqp: Fate,
    stomp: Fate,
}

impl Case {
    pub(super) fn fate(&self, over: Over) -> Fate {
        match over {
            Over::Amqp => self.amqp,
            Over::Stomp => self.stomp,
        }
    }
}

/// The order that is in every body that can hold one.
pub(super) const ORDER: &str = r#"{"order": 1, "customer": "Jörg 1"}"#;

/// A body that ends so, whatever a listener speaks.
fn body(name: &'static str, body: Value, fate: Fate) -> Case {
    differing(name, body, fate, fate)
}

fn differing(name: &'static str, body: Value, amqp: Fate, stomp: Fate) -> Case {
    Case { name, body, properties: json!({}), amqp, stomp }
}

fn property(name: &'static str, property: &Value, amqp: Header, stomp: Fate) -> Case {
    let properties = json!({ "header": property });
    Case { name, body: json!({ "string": ORDER }), properties, amqp: Handled(amqp), stomp }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn cases() -> Vec<Case> {
    let order: Value = serde_json::from_str(ORDER).unwrap_or_default();
    let well = Handled(Missing);
    let no_utf8 = hex(b"{\"order\": 1, \"customer\": \"\xff\xfe\"}");
    let empty = DeadLettered("undecodable: EOF while parsing");
    let no_json = DeadLettered("undecodable: expected value");
    let no_text = DeadLettered("undecodable: invalid unicode");
    let uuid = "07070707-0707-0707-0707-070707070707";
    vec![
        body("a string", json!({ "string": ORDER }), well),
        body("binary", json!({ "binary": hex(ORDER.as_bytes()) }), well),
        body("data", json!({ "data": hex(ORDER.as_bytes()) }), well),
        body("unknown fields", json!({ "string": ORDER.replace('{', "{\"new\": [1], ") }), well),
        body("missing fields", json!({ "string": "{\"order\": 1}" }), DeadLettered("missing field `customer`")),
        differing("a map", json!({ "map": order }), DeadLettered("its body is a map"), no_json),
        differing("a list", json!({ "list": [order] }), DeadLettered("its body is a list"), Withheld),
        differing("a sequence", json!({ "sequence": [order] }), DeadLettered("its body is a sequence"), Withheld),
        differing("a number", json!({ "int": 7 }), DeadLettered("its body is neither a string nor binary"), no_json),
        body("no body", json!({ "null": null }), empty),
        body("an empty string", json!({ "string": "" }), empty),
        body("empty data", json!({ "data": "" }), empty),
        body("text that is no JSON", json!({ "string": "<order>1</order>" }), no_json),
        body("data that is no UTF-8", json!({ "data": no_utf8 }), no_text),
        body("binary that is no UTF-8", json!({ "binary": no_utf8 }), no_text),
        property("a uuid", &json!({ "uuid": uuid }), Is(uuid), Withheld),
        property("a timestamp", &json!({ "timestamp": 1_795_253_400_250_u64 }), Is("1795253400250"), Withheld),
        property("a null", &json!({ "null": null }), Missing, Handled(Is(""))),
        property("bytes", &json!({ "binary": "00ff" }), Missing, Handled(Odd)),
    ]
}
