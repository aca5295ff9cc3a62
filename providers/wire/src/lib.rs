//! What every networked provider of Tidings needs: URLs, dialling, supervision, the send window, gathered writes.
//!
//! Nothing here knows a protocol. Each folder is one concept, in the order in which a connection meets them:
//! [`tls`] says whom to trust, [`url`] where the broker is, [`dial`] opens the socket, [`access`] joins the three,
//! [`pump`] gathers writes and judges the connection's life, [`supervisor`] decides when to connect again, and
//! [`window`] keeps what was sent until its fate is known. [`awake`] is the clock of whoever judges a peer by its silence.
//!
//! Above them stands a whole provider but for its protocol: [`connection::open`] makes core's connection of whatever
//! implements the seam [`link`], with a [`topology`] that makes sure of the broker's queues.
//!
//! TLS is built in with the feature `tls`, which is off by default.

pub mod access;
pub mod awake;
pub mod connection;
mod dead_letters;
pub mod dial;
mod envelope;
pub mod error;
#[cfg(fuzzing)]
pub mod fuzzed;
mod held;
pub mod link;
pub mod numbered;
pub mod pump;
mod receiver;
pub mod routing;
mod sender;
pub mod supervisor;
pub mod tls;
pub mod topology;
pub mod url;
pub mod window;
