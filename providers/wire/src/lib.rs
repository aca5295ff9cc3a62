//! What every networked provider of Tidings needs: URLs, dialling, supervision, the send window, gathered writes.
//!
//! Nothing here knows a protocol. Each folder is one concept, in the order in which a connection meets them:
//! [`url`] says where the broker is, [`dial`] opens the socket, [`pump`] gathers writes and judges the connection's
//! life, [`supervisor`] decides when to connect again, and [`window`] keeps what was sent until its fate is known.

pub mod dial;
pub mod pump;
pub mod supervisor;
pub mod url;
pub mod window;
