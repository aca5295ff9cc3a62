use tidings_core::provider::QueueNaming;

/// How queues are named, and how strictly they are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// How queues are named.
    pub naming: QueueNaming,
    /// Whether a queue that differs in a harmless way is an error instead of a note.
    pub strict: bool,
    /// Whether the broker may drop what it gives up on, where its settings say so.
    pub allow_broker_drops: bool,
}
