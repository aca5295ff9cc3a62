//! The body as JSON.

use std::hint::black_box;

use tidings::prelude::*;
use tidings_core::codec::{Codec, Json};

use super::work::{Coming, Work, synchronous};

/// An order as a shop would send it: about 200 bytes of JSON.
#[event(name = "costs.placed")]
pub(super) struct Placed {
    pub(super) id: u64,
    customer: String,
    street: String,
    city: String,
    amount: f64,
    items: Vec<u32>,
}

impl Placed {
    pub(super) fn new(id: u64) -> Self {
        Self {
            // As many digits always.
            id: 1_000_000 + id,
            customer: "Ada Lovelace".into(),
            street: "12 St James's Square, second floor".into(),
            city: "London, United Kingdom".into(),
            amount: 1234.5,
            items: vec![101, 202, 303, 404, 505, 606],
        }
    }
}

pub(super) fn encode() -> Coming<Work> {
    let placed = Placed::new(1);
    synchronous(move || {
        black_box(Json::encode(black_box(&placed))?);
        Ok(())
    })
}

pub(super) fn decode() -> Coming<Work> {
    let bytes = Json::encode(&Placed::new(1)).unwrap_or_default();
    synchronous(move || {
        let placed: Placed = Json::decode(black_box(&bytes))?;
        black_box(placed);
        Ok(())
    })
}
