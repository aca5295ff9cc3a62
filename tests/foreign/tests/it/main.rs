//! Tidings and clients in Python on one broker: what one sends the other receives.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot run fails")]

mod aspyx;
mod bodies;

mod competing;
mod plain_amqp;
mod plain_stomp;
mod support;

// Its scheme is known where it is linked.
use tidings_stomp as _;
