use crate::torture::{clock::Moment, program::Listener};

/// What is known of a fault once it is over.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    /// From when on nothing was in the way: for the broker's restarts, when its port opened.
    pub(crate) at: Moment,
    /// What the removal of a queue took along.
    pub(crate) removal: Option<Removal>,
}

impl Over {
    pub(super) fn at(at: Moment) -> Self {
        Self { at, removal: None }
    }
}

/// What the removal of a queue may have taken along: all that was sent to it from when it was seen empty until it was
/// back. Whatever was confirmed before is not excused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Removal {
    pub(crate) listener: Listener,
    pub(crate) from: Moment,
    pub(crate) until: Moment,
}
