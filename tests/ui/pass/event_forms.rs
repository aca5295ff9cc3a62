//! An event is a struct with named fields, without, with numbered ones, or an enum; every option at once.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::*;

const NAME: &str = "named.by.a.constant";
const VERSION: u32 = 3;

/// By defaults.
#[event]
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    /// A field.
    pub amount: u64,
}

/// Everything said.
#[event(name = "order.placed", address = "orders/placed", durable, version = 2, key = customer)]
pub struct Named {
    /// The key.
    pub customer: String,
}

/// By constants.
#[event(name = NAME, version = VERSION)]
pub struct Constant;

/// Numbered fields.
#[event(key = 0)]
pub struct Tuple(pub u32, pub String);

/// No fields.
#[event]
pub struct Unit;

/// An enum.
#[event(key = order)]
pub enum Changed {
    /// With fields.
    Shipped {
        /// The key.
        order: u64,
        /// Something else.
        to: String,
    },
    /// With others.
    Cancelled {
        /// The key.
        order: u64,
    },
}

/// An enum of numbered fields.
#[event(key = 0)]
pub enum Numbered {
    /// One.
    One(u8),
    /// Two.
    Two(u8, bool),
}

fn main() {
    let _ = (Plain::info(), Named::info(), Constant::info(), Tuple::info(), Unit::info(), Changed::info());
    let _ = Numbered::info();
}
