//! Proofs that Tidings loses nothing, whatever breaks.
//!
//! [`model`] is a broker with the semantics of Artemis, without I/O: inputs and a virtual time go in, events come out. [`torture`] runs a
//! real broker, real publishers and real listeners, hurts all of them, and judges what they wrote down.

pub mod model;
pub mod torture;
