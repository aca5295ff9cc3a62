//! How sockets are opened.

use super::{
    Point, Strike, after,
    medium::State,
    session::Session,
    task::{Opened, Task},
};
use crate::{
    model::Time,
    network::{self, Then, Wire},
};

impl State {
    /// A process asks for a socket.
    pub(super) fn dial(&mut self, wire: Wire, tell: Opened, now: Time) {
        let mut due = now + self.latency();
        let mut then = Then::Nothing;
        if let Some(strike) = self.strike(wire, Point::Dial, now) {
            then = after(strike);
            match strike {
                Strike::CrashBefore => return self.at(now, network::Task::Crash(wire)),
                Strike::CutBefore | Strike::Half => {
                    return self.own_at(due, Task::Open(wire, tell, false, Then::Nothing));
                }
                Strike::RestartBefore => {
                    self.at(now, network::Task::Restart);
                    return self.own_at(due, Task::Open(wire, tell, false, Then::Nothing));
                }
                Strike::Late => due += self.lateness(),
                Strike::Mute | Strike::Deaf => {
                    if let Some(line) = self.lines.get_mut(&wire) {
                        line.is_mute |= strike == Strike::Mute;
                        line.is_deaf |= strike == Strike::Deaf;
                    }
                }
                Strike::CrashAfter | Strike::CutAfter | Strike::RestartAfter => {}
            }
        }
        self.own_at(due, Task::Dial(wire, tell, then));
    }

    pub(super) fn answer_dial(&mut self, wire: Wire, tell: Opened, then: Then, now: Time) {
        let is_there = now >= self.down_until;
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if is_there && !line.is_hung_up {
            let session = Session::new();
            let patience = session.heartbeat.patience;
            line.session = Some(session);
            line.heard = now;
            self.own_at(now + patience, Task::Watch(wire));
        }
        let due = now + self.latency();
        self.own_at(due, Task::Open(wire, tell, is_there, then));
    }
}
