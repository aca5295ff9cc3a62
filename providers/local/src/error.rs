//! The errors of this provider, each said in one place.

use tidings_core::error::{Error, ErrorKind};

pub(crate) fn closed(operation: &'static str) -> Error {
    Error::new(ErrorKind::Closed, operation)
}

pub(crate) fn queue_full(address: &str) -> Error {
    Error::new(ErrorKind::Full, "put an event into its queues")
        .with("address", address)
        .with_remedy("let its listeners catch up, or give the provider a larger queue capacity")
}

pub(crate) fn dead_letters_full(queue: &str, capacity: usize) -> Error {
    Error::new(ErrorKind::Full, "write a dead letter")
        .with("queue", queue)
        .with("capacity", capacity)
        .with_remedy("re-send or discard dead letters, or give the provider a larger dead-letter capacity")
}

pub(crate) fn no_queue(operation: &'static str, queue: &str) -> Error {
    Error::new(ErrorKind::NotFound, operation).with("queue", queue)
}

pub(crate) fn nobody_listens(address: &str) -> Error {
    Error::new(ErrorKind::Unroutable, "send an event")
        .with("address", address)
        .with_remedy("start a listener of this event first, or say `.unroutable(..)` that it may be lost")
}

pub(crate) fn queue_gone(queue: &str) -> Error {
    Error::new(ErrorKind::Unroutable, "put an event into its queue")
        .with("queue", queue)
        .with_remedy("start the listener, which makes the queue")
}

pub(crate) fn in_use(queue: &str, receivers: usize) -> Error {
    Error::new(ErrorKind::Conflict, "remove a queue")
        .with("queue", queue)
        .with("receivers", receivers)
        .with_remedy("unsubscribe its listener first")
}

pub(crate) fn other_address(queue: &str, wanted: &str, owner: &str) -> Error {
    Error::new(ErrorKind::Conflict, "declare a queue")
        .with("queue", queue)
        .with("address", wanted)
        .with("belongs to", owner)
        .with_remedy("rename one of the two listeners, or give the managers providers of their own")
}

pub(crate) fn volatile(queue: &str, address: &str) -> Error {
    Error::new(ErrorKind::Conflict, "declare a queue")
        .with("queue", queue)
        .with("address", address)
        .with("because", "the event is durable, the queue in use is not")
        .with_remedy("declare the event alike everywhere, or stop the other listener first")
}

pub(crate) fn body_too_large(bytes: usize, limit: usize) -> Error {
    Error::new(ErrorKind::TooLarge, "send an event").with("body bytes", bytes).with("limit", limit)
}

pub(crate) fn unsupported(operation: &'static str) -> Error {
    Error::new(ErrorKind::Unsupported, operation).with("provider", "local")
}
