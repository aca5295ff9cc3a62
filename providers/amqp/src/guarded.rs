//! Keeps a decoder's panic from taking anything along.
//!
//! serde_amqp counts below zero where a map or a list claims to be shorter than its own count, which is a panic where
//! overflow is checked. Artemis looks into no body, and at nothing behind it, so that anybody who may send can make one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use fe2o3_amqp::types::primitives::Value;
use serde::{Deserialize, Deserializer, de::Error};

/// A value of a body; one whose decoding panics is one that cannot be decoded.
pub(crate) struct Guarded(pub(crate) Value);

impl<'de> Deserialize<'de> for Guarded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Nothing of a decoder that panicked is used again but for its error.
        match catch_unwind(AssertUnwindSafe(|| Value::deserialize(deserializer))) {
            Ok(value) => value.map(Self),
            Err(_) => Err(D::Error::custom("the body is malformed: its decoder panicked")),
        }
    }
}
