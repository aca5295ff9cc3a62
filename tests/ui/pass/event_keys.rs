//! A key is a field within a field, by name or number, and of any type that is a key.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
struct Customer {
    id: Id,
}
#[derive(serde::Serialize, serde::Deserialize)]
struct Id(u64, Option<String>);

#[event(key = customer.id.0)]
struct Named {
    customer: Customer,
}

#[event(key = 0.1)]
struct Numbered(Id);

#[event(key = 0.0.1)]
struct Deep((Id,));

#[event(key = r#type)]
struct Raw {
    r#type: uuid::Uuid,
}

#[event(key = customer.id.1)]
enum Either {
    Left { customer: Customer },
    Right { customer: Box<Customer>, more: bool },
}

fn main() {
    let id = || Id(7, None);
    assert_eq!(Named { customer: Customer { id: id() } }.key().as_deref(), Some("7"));
    assert_eq!(Numbered(id()).key(), None);
    assert_eq!(Deep((id(),)).key(), None);
    assert!(Raw { r#type: uuid::Uuid::nil() }.key().is_some());
    assert_eq!(Either::Left { customer: Customer { id: id() } }.key(), None);
    assert_eq!(Either::Right { customer: Box::new(Customer { id: id() }), more: true }.key(), None);
}
