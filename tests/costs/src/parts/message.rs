//! An envelope as a message of whatever protocol, and back.

use std::hint::black_box;

use bytes::Bytes;
use tidings_core::{
    codec::Form,
    envelope::{Encoded, Envelope, Head},
    event::EventRef,
    runtime::Runtime,
};
use tidings_wire::fuzzed;

use super::{
    event::BODY,
    tick::Ticked,
    work::{Coming, Work, synchronous},
};

/// An event is made, and its message.
pub(super) fn make() -> Coming<Work> {
    let runtime = Runtime::system();
    synchronous(move || {
        black_box(fuzzed::make(&envelope(&runtime))?);
        Ok(())
    })
}

/// The same, and the message read.
pub(super) fn again() -> Coming<Work> {
    let runtime = Runtime::system();
    synchronous(move || {
        let message = fuzzed::make(&envelope(&runtime))?;
        drop(black_box(fuzzed::open(black_box(message), EventRef::of::<Ticked>())));
        Ok(())
    })
}

fn envelope(runtime: &Runtime) -> Envelope<Encoded> {
    let head = Head::new(EventRef::of::<Ticked>(), black_box(runtime).clone());
    Envelope::encoded(head, Encoded::new(Bytes::from_static(BODY), "application/json", Form::Text))
}
