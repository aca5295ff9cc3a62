//! The link seam of `tidings-wire` over the [model](crate::model) of a broker, through a network that breaks.
//!
//! Every operation is a packet to the broker or back, on its connection's wire, in order; each is an I/O [`Point`] at
//! which a [`Strike`] may fall.

mod arrive;
mod breaks;
mod conduct;
mod connection;
mod connector;
mod describe;
mod down;
mod medium;
mod meet;
mod message;
mod node;
mod packet;
mod point;
mod provider;
mod receiver;
mod sender;
mod state;
mod up;

pub(crate) use medium::Links;
pub(crate) use point::{Point, Strike};
pub(crate) use provider::Simulated;

/// The broker, and the wires to it.
pub(crate) type Network = crate::network::Network<Links>;
