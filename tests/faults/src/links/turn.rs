//! What is done when its time has come.

use tidings_wire::link::{Condition, Fault};

use super::{packet::Task, state::State};
use crate::model::Time;

impl State {
    /// Does what is due; when it wants the next turn.
    pub(super) fn turn(&mut self, now: Time) -> Option<Time> {
        if self.broker.wake_at().is_some_and(|at| at <= now) && self.down_until <= now {
            self.broker.advance(now);
            self.absorb(now);
        }
        while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= now) {
            let task = entry.remove();
            self.perform(task, now);
            // Who crashes does so before anything else happens.
            if !self.victims.is_empty() {
                return Some(now);
            }
        }
        let broker = self.broker.wake_at().map(|at| at.max(self.down_until));
        let agenda = self.agenda.first_key_value().map(|((at, _), _)| *at);
        [broker, agenda].into_iter().flatten().min()
    }

    fn perform(&mut self, task: Task, now: Time) {
        match task {
            Task::Up(wire, up, then) => self.arrive(wire, up, then, now),
            Task::Down(wire, down, then) => self.reach(wire, down, then, now),
            Task::Lost(wire, said, is_silence) => {
                let condition = if is_silence { Condition::Silent } else { Condition::Gone };
                self.lose(wire, &Fault::new(condition, said), now);
                if is_silence {
                    self.at(now, Task::Cut(wire));
                }
            }
            Task::Dropped(wire) => self.drop_connection(wire, now),
            Task::Crash(wire) => self.victims.extend(self.lines.get(&wire).map(|line| line.process.clone())),
            Task::Cut(wire) => self.cut(wire, now),
            Task::Restart => self.restart(now),
        }
    }
}
