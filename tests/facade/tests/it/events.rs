//! `#[event]`

use std::borrow::Cow;

use tidings::{event::EventInfo, prelude::*};

const NAME: &str = "named.by.a.constant";

#[event]
struct Plain {
    amount: u64,
}

#[event(name = "order.placed", address = "orders/placed", durable, version = 2, key = customer.id)]
struct Said {
    customer: Customer,
}

#[event(name = NAME, version = 1 + 2)]
struct ByConstants;

#[event(key = 0)]
struct Numbered(Option<u32>, bool);

#[event(key = order)]
enum Changed {
    Shipped { order: u64, to: String },
    Cancelled { order: u64 },
}

/// An event too, only to have serde's derives without serde.
#[event]
struct Customer {
    id: String,
}

fn info<E: Event>() -> &'static EventInfo {
    E::info()
}

#[test]
fn by_default_an_event_has_its_types_name_version_1_and_is_not_durable() {
    let plain = info::<Plain>();
    assert_eq!((plain.name(), plain.address(), plain.version()), ("Plain", "Plain", 1));
    assert!(!plain.is_durable() && !plain.is_keyed());
    assert_eq!(Plain { amount: 7 }.key(), None);
    assert_eq!(Plain { amount: 7 }.amount, 7);
}

#[test]
fn an_event_is_what_its_options_say() {
    let said = info::<Said>();
    assert_eq!((said.name(), said.address(), said.version()), ("order.placed", "orders/placed", 2));
    assert!(said.is_durable() && said.is_keyed());
    assert_eq!((info::<ByConstants>().name(), info::<ByConstants>().version()), (NAME, 3));
    assert_eq!(ByConstants.key(), None);
}

#[test]
fn a_key_is_a_field_by_name_or_number_also_within_a_field() {
    let said = Said { customer: Customer { id: "ada".to_owned() } };
    assert_eq!(said.key(), Some(Cow::Borrowed("ada")));
    assert_eq!(Numbered(Some(7), true).key().as_deref(), Some("7"));
    assert_eq!(Numbered(None, false).key(), None);
    assert!(Numbered(None, true).1);
}

#[test]
fn every_variant_of_an_enum_has_the_key() {
    let shipped = Changed::Shipped { order: 1, to: "London".to_owned() };
    assert_eq!(shipped.key().as_deref(), Some("1"));
    assert_eq!(Changed::Cancelled { order: 2 }.key().as_deref(), Some("2"));
    assert!(matches!(shipped, Changed::Shipped { to, .. } if to == "London"));
}
