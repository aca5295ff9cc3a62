//! Proofs that Tidings loses nothing, whatever breaks.
//!
//! [`model`] is a broker with the semantics of Artemis, without I/O: inputs and a virtual time go in, events come out.

pub mod model;
