/// How strict the topology is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// Whether a queue that differs in a harmless way is an error instead of a note.
    pub strict: bool,
    /// Whether the broker may drop what it gives up on, where its settings say so.
    pub allow_broker_drops: bool,
}
