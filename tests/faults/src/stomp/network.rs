//! What a process does with sockets.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::{Network, inbox::Inbox, wire::Line};
use crate::{network::Wire, process::Process};

/// How many bytes a socket takes that nobody reads.
const PIPE_BYTES: usize = 64 * 1024;

impl Network {
    /// Asks for a socket.
    pub(super) fn dial(&self, process: &Process) -> (Wire, Arc<Inbox>, oneshot::Receiver<bool>) {
        let (tell, opened) = oneshot::channel();
        let inbox = Arc::new(Inbox::default());
        let wire = self.with(|state, now| {
            let wire = Wire(state.number());
            state.lines.insert(wire, Line::new(process, &inbox, now));
            state.dial(wire, tell, now);
            wire
        });
        self.stir();
        (wire, inbox, opened)
    }

    /// Takes what a process writes; how much of it, none if there is no room.
    pub(super) fn write(&self, wire: Wire, bytes: &[u8]) -> usize {
        let taken = self.with(|state, now| {
            let Some(line) = state.lines.get_mut(&wire) else { return bytes.len() };
            let room = PIPE_BYTES.saturating_sub(line.under_way);
            let taken = bytes.len().min(room);
            let Some(now_taken) = bytes.get(..taken) else { return 0 };
            if line.is_mute {
                line.under_way += taken;
                return taken;
            }
            line.scout.push(now_taken);
            while let Some(written) = state.lines.get_mut(&wire).and_then(|line| line.scout.next()) {
                state.up(wire, written, now);
            }
            taken
        });
        self.stir();
        taken
    }

    /// A process closes a socket.
    pub(super) fn hang_up(&self, wire: Wire) {
        self.with(|state, now| state.hang_up(wire, now));
        self.stir();
    }
}
