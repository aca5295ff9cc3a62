/// What a body must be for a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyKind {
    /// The event as its type: it stays in the process.
    Typed,
    /// Bytes.
    Encoded,
}

/// What a provider can do: what core relies on and what decides which cases of the conformance suite apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Durable events survive a restart of whatever keeps them.
    pub durable: bool,
    /// Several processes can share a queue, or have one each.
    pub across_processes: bool,
    /// It can hold an envelope back.
    pub delay: bool,
    /// Events of one queue arrive in the order in which they were confirmed.
    pub ordered: bool,
    /// Events of one key go to one consumer at a time.
    pub keys: bool,
    /// Keys can be made to move to consumers that join.
    pub rebalances: bool,
    /// A second send under the same id is dropped, as far as it remembers.
    pub deduplicates: bool,
    /// It says when a delivery was given before.
    pub redelivered: bool,
    /// What it gives out again after a connection is lost is marked as given before, without exception.
    pub redelivered_exact: bool,
    /// It keeps dead letters that can be listed, re-sent and discarded.
    pub dead_letters: bool,
    /// It may lose its connection and come back.
    pub reconnects: bool,
    /// It has queues that go with their last listener, besides those that stay.
    pub volatile_queues: bool,
    /// It knows, without asking each time, that no queue would get an event.
    pub knows_unroutable: bool,
    /// The names of queues are one namespace for all addresses, so that a queue can turn out to be another event's.
    pub global_names: bool,
    /// The longest header that it carries, name and value together in bytes (inclusive); `None` where only the manager's
    /// limit counts.
    pub longest_header: Option<usize>,
    /// Its senders may let the caller's task run a listener's first attempt.
    pub inline: bool,
    /// What a body must be.
    pub body: BodyKind,
}

impl Capabilities {
    /// Nothing but sending and receiving.
    pub const fn none(body: BodyKind) -> Self {
        Self {
            durable: false,
            across_processes: false,
            delay: false,
            ordered: false,
            keys: false,
            rebalances: false,
            deduplicates: false,
            redelivered: false,
            redelivered_exact: false,
            dead_letters: false,
            reconnects: false,
            volatile_queues: false,
            knows_unroutable: false,
            global_names: false,
            longest_header: None,
            inline: false,
            body,
        }
    }
}
