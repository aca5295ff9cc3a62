//! The [model](crate::model) of a broker speaks STOMP 1.2, in the dialect of Artemis, to the whole real provider.
//!
//! A process dials sockets of a [`Network`] in place of TCP. Every socket, and every frame in either direction, is an
//! I/O [`Point`] at which a [`Strike`] may fall; bytes may arrive in any pieces. [`Network::run`] moves them in virtual
//! time.

mod breaks;
mod conduct;
mod dial;
mod down;
mod heartbeat;
mod inbox;
mod medium;
mod message;
mod network;
mod opening;
mod places;
mod point;
mod said;
mod session;
mod stream;
mod subscription;
mod task;
#[cfg(test)]
mod tests;
mod up;
mod wire;

pub(crate) use dial::provider;
pub(crate) use medium::Sockets;
pub(crate) use point::{Point, Strike};

use point::after;

/// The broker, and the sockets to it.
pub(crate) type Network = crate::network::Network<Sockets>;
