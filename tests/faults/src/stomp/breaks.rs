//! How sockets end, on either side, and how late what is late comes.

use super::{medium::State, task::Task};
use crate::{model::Time, network::Wire};

impl State {
    /// A process closes a socket; what it wrote before arrives before.
    pub(super) fn hang_up(&mut self, wire: Wire, now: Time) {
        let latency = self.latency();
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.is_hung_up || !line.process.is_alive() {
            return;
        }
        line.is_hung_up = true;
        if !line.is_mute {
            let due = line.up_due.max(now + latency);
            self.own_at(due, Task::UpEnd(wire));
        }
    }

    /// The broker sees that a socket is gone.
    pub(super) fn drop_connection(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        line.is_cut = true;
        let session = line.session.take();
        if line.is_hung_up || !line.process.is_alive() {
            self.lines.remove(&wire);
        }
        if let Some(connection) = session.and_then(|session| session.connection()) {
            self.broker.dropped_and_counted(connection, now);
            self.absorb(now);
        }
    }

    /// How late something is that is late.
    pub(super) fn lateness(&mut self) -> Time {
        let most = u64::try_from(self.weather.heartbeat.as_millis()).unwrap_or(10_000).max(200);
        self.millis(100, most * 3 / 2)
    }
}
