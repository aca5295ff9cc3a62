//! The envelope by itself.

use std::hint::black_box;

use tidings_core::{envelope::Envelope, runtime};

use super::{
    tick::Ticked,
    work::{Coming, Work, synchronous},
};

/// Made, and nothing asked of it.
pub(super) fn made() -> Coming<Work> {
    let runtime = runtime::Runtime::system();
    synchronous(move || {
        black_box(Envelope::typed(Ticked { n: black_box(1) }, black_box(&runtime)));
        Ok(())
    })
}

/// Asked for id, time and correlation.
pub(super) fn identified() -> Coming<Work> {
    let runtime = runtime::Runtime::system();
    synchronous(move || {
        let envelope = Envelope::typed(Ticked { n: black_box(1) }, black_box(&runtime));
        black_box((envelope.id(), envelope.occurred_at(), envelope.correlation_id()));
        Ok(())
    })
}
