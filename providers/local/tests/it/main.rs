//! What the in-process provider promises, shown at the seam itself.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what it expects by failing")]

mod capacity;
mod close;
mod competing;
mod configuration;
mod crowd;
mod dead_letters;
mod delay;
mod encoded;
mod full;
mod inline;
mod queues;
mod settle;
mod support;
mod unroutable;
mod work_off;
