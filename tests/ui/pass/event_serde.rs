//! Serde's attributes are kept, and what is derived below is not derived again.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use serde::{Deserialize, Serialize};
use tidings::prelude::*;

#[event]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Attributes {
    #[serde(default, rename = "sum")]
    amount_due: u64,
    at: chrono::DateTime<chrono::Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<uuid::Uuid>,
}

#[event]
#[derive(Serialize, Deserialize)]
struct Both {
    amount: u64,
}

#[event]
#[derive(Debug, serde::Serialize)]
struct One {
    amount: u64,
}

#[event]
#[derive(Deserialize, Clone)]
#[serde(crate = "serde")]
struct WithPath {
    amount: u64,
}

#[event]
#[serde(tag = "kind", content = "of")]
enum Tagged {
    A,
    B(u8),
}

fn main() {
    let _ = (Attributes::info(), Both::info(), One::info(), WithPath::info(), Tagged::info());
    let _ = |a: Attributes, b: Both, o: One, w: WithPath| (a.amount_due, a.at, a.id, b.amount, o.amount, w.amount);
    let _ = (Tagged::A, Tagged::B(1));
}
