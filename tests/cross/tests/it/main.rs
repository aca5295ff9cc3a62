//! AMQP and STOMP on one Artemis: what one sends the other receives, and both work on one queue.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot run fails")]

mod bodies;
mod competing;
mod dead_letters;
mod delays;
mod duplicates;
mod encrypted;
mod fields;
mod hosts;
mod keys;
mod queues;
mod restart;
mod retries;
mod support;
mod together;
