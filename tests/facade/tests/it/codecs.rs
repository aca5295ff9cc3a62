//! What of an event goes over the wire.

use tidings::{codec::Codec, prelude::*};

#[event]
#[serde(rename_all = "camelCase")]
#[derive(Debug, PartialEq)]
struct Placed {
    order_number: u64,
    #[serde(default)]
    note: String,
}

#[event]
#[serde(tag = "kind")]
#[derive(Debug, PartialEq)]
enum Changed {
    Shipped { to: String },
    Cancelled,
}

fn encoded<E: Event>(event: &E) -> String {
    String::from_utf8(E::Codec::encode(event).unwrap().to_vec()).unwrap()
}

fn decoded<E: Event>(text: &str) -> E {
    E::Codec::decode(text.as_bytes()).unwrap()
}

#[test]
fn serdes_attributes_decide_the_form() {
    let placed = Placed { order_number: 7, note: String::new() };
    assert_eq!(encoded(&placed), r#"{"orderNumber":7,"note":""}"#);
    assert_eq!(decoded::<Placed>(r#"{"orderNumber":7,"unknown":true}"#), placed);
    assert_eq!(encoded(&Changed::Cancelled), r#"{"kind":"Cancelled"}"#);
    let shipped = Changed::Shipped { to: "London".to_owned() };
    assert_eq!(decoded::<Changed>(&encoded(&shipped)), shipped);
}
