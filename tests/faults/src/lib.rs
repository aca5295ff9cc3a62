//! Proofs that Tidings loses nothing, whatever breaks.
//!
//! [`model`] is a broker with the semantics of Artemis, without I/O: inputs and a virtual time go in, events come out.
//! [`process`] is a process that can be crashed, `network` what is between the two and breaks: `links` the link seam of
//! the networked providers over it, and `stomp` what is below the codec of STOMP; [`sim`] lives through all of that by seeds.
//! [`reality`] runs the same scripts on the model and on a real Artemis. [`torture`] runs a real broker, real publishers
//! and real listeners, hurts all of them, and judges what they wrote down.

mod links;
pub mod model;
mod network;
pub mod process;
mod protocol;
pub mod reality;
pub mod sim;
mod stomp;
pub mod torture;

pub use protocol::Protocol;
