//! What is due, one thing after the other.

use super::{
    Point, Strike,
    session::Session,
    state::{Opened, State, Task, Then},
    wire::Wire,
};
use crate::{model::Time, process::Process};

impl State {
    /// Does what is due; when to come back.
    pub(super) fn turn(&mut self, now: Time) -> Option<Time> {
        loop {
            if self.broker.wake_at().is_some_and(|at| at <= now) && now >= self.down_until {
                self.broker.advance(now);
                self.absorb(now);
            }
            match self.agenda.first_entry().filter(|entry| entry.key().0 <= now) {
                Some(entry) => {
                    let task = entry.remove();
                    self.perform(task, now);
                }
                None => break,
            }
        }
        let broker = self.broker.wake_at().map(|at| at.max(self.down_until));
        let agenda = self.agenda.first_key_value().map(|((at, _), _)| *at);
        [broker, agenda].into_iter().flatten().min()
    }

    pub(super) fn perform(&mut self, task: Task, now: Time) {
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
            Task::UpEnd(wire) | Task::Dropped(wire) => self.drop_connection(wire, now),
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
            Task::Crash(wire) => {
                let process = self.lines.get(&wire).map(|line| line.process.clone());
                self.victims.extend(process.filter(Process::is_alive));
            }
            Task::Cut(wire) => self.cut(wire, now),
            Task::Restart => self.restart(now),
            Task::Beat(wire) => self.beat(wire, now),
            Task::Watch(wire) => self.watch(wire, now),
        }
    }

    /// A process asks for a socket.
    pub(super) fn dial(&mut self, wire: Wire, tell: Opened, now: Time) {
        let mut due = now + self.latency();
        let mut then = Then::Nothing;
        if let Some(strike) = self.strike(wire, Point::Dial, now) {
            then = Then::of(strike);
            match strike {
                Strike::CrashBefore => return self.at(now, Task::Crash(wire)),
                Strike::CutBefore | Strike::Half => return self.at(due, Task::Open(wire, tell, false, Then::Nothing)),
                Strike::RestartBefore => {
                    self.at(now, Task::Restart);
                    return self.at(due, Task::Open(wire, tell, false, Then::Nothing));
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
        self.at(due, Task::Dial(wire, tell, then));
    }

    pub(super) fn answer_dial(&mut self, wire: Wire, tell: Opened, then: Then, now: Time) {
        let is_there = now >= self.down_until;
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if is_there && !line.is_hung_up {
            let session = Session::new();
            let patience = session.heartbeat.patience;
            line.session = Some(session);
            line.heard = now;
            self.at(now + patience, Task::Watch(wire));
        }
        let due = now + self.latency();
        self.at(due, Task::Open(wire, tell, is_there, then));
    }
}
