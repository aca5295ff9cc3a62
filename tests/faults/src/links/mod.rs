//! The link seam of `tidings-wire` over the [model](crate::model) of a broker, through a network that breaks.
//!
//! Every operation is a packet to the broker or back, on its connection's wire, in order; each is an I/O [`Point`] at
//! which a [`Strike`] may fall. [`Network::run`] moves the packets in virtual time.

mod arrive;
mod breaks;
mod connection;
mod connector;
mod describe;
mod down;
mod meet;
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
mod turn;
mod up;
mod weather;
mod witness;

pub use network::Network;
pub use point::{Hits, Point, Strike};
pub use provider::Simulated;
pub use strikes::Plan;
pub use weather::Weather;
pub use witness::{Happening, Witness};
