use crate::{
    error::{Error, ErrorKind},
    provider::{Admission, Outcome, Receipt, Sender},
    sending::SharedEnvelope,
};

/// Takes nothing: the way out of an event that no provider has.
pub(super) struct Nowhere;

impl Sender for Nowhere {
    fn offer(&self, envelope: SharedEnvelope, _: Admission) -> Receipt {
        Receipt::ready(Outcome::NotSent(no_provider("send an event", envelope.envelope().event().name())))
    }

    fn is_inline(&self) -> bool {
        false
    }
}

pub(super) fn no_provider(operation: &'static str, event: &str) -> Error {
    Error::new(ErrorKind::Configuration, operation)
        .with("event", event.escape_debug())
        .with_remedy("no provider has it: name it in a `.provider_for`, or say `.provider(..)` for everything else")
}
