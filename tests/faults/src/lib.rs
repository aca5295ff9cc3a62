//! Proofs that Tidings loses nothing, whatever breaks.
//!
//! [`model`] is a broker with the semantics of Artemis, without I/O: inputs and a virtual time go in, events come out.
//! [`process`] is a process that can be crashed, [`links`] the link seam of the networked providers over model and a
//! network that breaks, and [`stomp`] the same below the codec of STOMP; [`sim`] lives through all of that by seeds.
//! [`reality`] runs the same scripts on the model and on a real Artemis. [`torture`] runs a real broker, real publishers
//! and real listeners, hurts all of them, and judges what they wrote down.

pub mod links;
pub mod model;
pub mod process;
mod protocol;
pub mod reality;
pub mod sim;
pub mod stomp;
pub mod torture;

pub use protocol::Protocol;
