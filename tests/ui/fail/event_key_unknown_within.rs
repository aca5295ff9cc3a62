//! The key is no field of a field.
//! Remedy: order
use tidings::prelude::*;

pub struct Order {
    id: u64,
}

#[event(key = order.number, codec = Raw)]
struct Placed {
    order: Order,
}

struct Raw;
impl tidings::codec::Codec<Placed> for Raw {
    const CONTENT_TYPE: &'static str = "";
    const FORM: tidings::codec::Form = tidings::codec::Form::Binary;
    fn encode(_: &Placed) -> Result<bytes::Bytes, tidings::error::BoxError> {
        Err("".into())
    }
    fn decode(_: &[u8]) -> Result<Placed, tidings::error::BoxError> {
        Err("".into())
    }
}

fn main() {}
