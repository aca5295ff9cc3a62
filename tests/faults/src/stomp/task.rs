use bytes::Bytes;
use tokio::sync::oneshot;

use super::said::Delivered;
use crate::network::{Then, Wire};

/// Whether a socket was opened.
pub(super) type Opened = oneshot::Sender<bool>;

/// What happens at a time, beside what happens on every network.
pub(crate) enum Task {
    /// The broker is asked for a socket.
    Dial(Wire, Opened, Then),
    /// The process hears of its socket.
    Open(Wire, Opened, bool, Then),
    /// Bytes arrive at the broker.
    Up(Wire, Bytes, Then),
    /// The process has closed the socket.
    UpEnd(Wire),
    /// Bytes arrive at the process.
    Down(Wire, Down, Then),
    /// The broker has closed the socket.
    DownEnd(Wire),
    /// The process notices that the socket is gone.
    Lost(Wire),
    /// The broker may have to show that it lives.
    Beat(Wire),
    /// The broker may have to give the process up.
    Watch(Wire),
}

/// What travels to a process.
pub(crate) struct Down {
    pub(super) bytes: Bytes,
    pub(super) what: String,
    pub(super) message: Option<Delivered>,
    pub(super) receipt: Option<String>,
}
