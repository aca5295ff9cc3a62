//! The link seam of `tidings-wire` over the [model](crate::model) of a broker, through a network that breaks.
//!
//! Every operation is a packet to the broker or back, on its connection's wire, in order; each is an I/O [`Point`] at
//! which a [`Strike`] may fall. [`Network::run`] moves the packets in virtual time.

mod connection;
mod connector;
mod message;
mod network;
mod node;
mod packet;
mod point;
mod provider;
mod receiver;
mod sender;
mod state;
mod strikes;
mod traffic;
mod witness;

pub use network::{Network, Weather};
pub use point::{Hits, Point, Strike};
pub use provider::Simulated;
pub use strikes::Plan;
pub use witness::{Happening, Witness};
