use crate::torture::{
    clock::Moment,
    fault::Removal,
    program::Listener,
    record::{Handled, Sent},
};

/// A dead letter.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) listener: Listener,
    pub(crate) n: u64,
    /// Whether the broker itself moved it.
    pub(crate) by_broker: bool,
    pub(crate) reason: String,
}

/// All that is known after a run.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// Of the publishers.
    pub(crate) sent: Vec<Sent>,
    /// Of the listening processes, each with its name.
    pub(crate) handled: Vec<(String, Vec<Handled>)>,
    pub(crate) letters: Vec<Letter>,
    pub(crate) removals: Vec<Removal>,
    /// When the operator closed all connections: from, until.
    pub(crate) closings: Vec<(Moment, Moment)>,
}
