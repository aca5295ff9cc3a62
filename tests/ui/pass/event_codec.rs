//! With a codec of its own an event needs no serde.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use std::marker::PhantomData;

use tidings::{
    codec::{Codec, Form},
    error::BoxError,
    prelude::*,
};

struct Raw<T, U = ()>(PhantomData<(T, U)>);

impl Codec<Blob> for Raw<u8, (u8, u8)> {
    const CONTENT_TYPE: &'static str = "application/octet-stream";
    const FORM: Form = Form::Binary;

    fn encode(event: &Blob) -> Result<bytes::Bytes, BoxError> {
        Ok(event.0.clone().into())
    }

    fn decode(body: &[u8]) -> Result<Blob, BoxError> {
        Ok(Blob(body.to_vec()))
    }
}

#[event(codec = Raw<u8, (u8, u8)>)]
struct Blob(Vec<u8>);

fn main() {
    assert_eq!(<<Blob as Event>::Codec as Codec<Blob>>::FORM, Form::Binary);
    let _ = Raw::<u8>(PhantomData);
}
