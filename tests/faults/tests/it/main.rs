//! Faults on a real broker.

mod torture;
