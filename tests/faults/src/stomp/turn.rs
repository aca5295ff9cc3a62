//! What is done when its time has come, and the opening of sockets.

use super::{
    Point, Strike, after,
    session::Session,
    state::{Opened, State, Task},
};
use crate::{
    model::Time,
    network::{self, Then, Wire},
};

impl State {
    /// Does what is a socket's own.
    pub(super) fn perform_own(&mut self, task: Task, now: Time) {
        match task {
            Task::Dial(wire, tell, then) => self.answer_dial(wire, tell, then, now),
            Task::Open(wire, tell, is_open, then) => {
                // Whoever dialled may have given up; it hangs up then.
                let _ = tell.send(is_open);
                self.follow(wire, then, now);
            }
            Task::Up(wire, bytes, then) => {
                let Some(line) = self.lines.get_mut(&wire) else { return };
                line.under_way = line.under_way.saturating_sub(bytes.len());
                line.inbox.has_room();
                if line.is_cut || now < self.down_until {
                    return;
                }
                line.heard = now;
                self.arrive(wire, &bytes, now);
                self.follow(wire, then, now);
            }
            Task::UpEnd(wire) => self.drop_connection(wire, now),
            Task::Down(wire, down, then) => self.reach(wire, down, then, now),
            Task::DownEnd(wire) => {
                if let Some(line) = self.lines.get(&wire).filter(|line| !line.is_cut && !line.is_deaf && !line.is_torn)
                {
                    line.inbox.end(Ok(()));
                }
            }
            Task::Lost(wire) => {
                let is_reset = self.chance.in_of(1, 2);
                if let Some(line) = self.lines.get(&wire) {
                    line.inbox.end(if is_reset { Err(std::io::ErrorKind::ConnectionReset) } else { Ok(()) });
                }
            }
            Task::Beat(wire) => self.beat(wire, now),
            Task::Watch(wire) => self.watch(wire, now),
        }
    }

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
