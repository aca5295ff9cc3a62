//! What is done when its time has come.

use super::{Conduct, State, Task};
use crate::model::Time;

impl<M: Conduct> State<M> {
    /// Does what is due; when it wants the next turn.
    pub(super) fn turn(&mut self, now: Time) -> Option<Time> {
        loop {
            if self.broker.wake_at().is_some_and(|at| at <= now) && self.down_until <= now {
                self.broker.advance(now);
                M::absorb(self, now);
            }
            let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= now) else { break };
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

    fn perform(&mut self, task: Task<M::Task>, now: Time) {
        match task {
            Task::Dropped(wire) => M::dropped(self, wire, now),
            Task::Crash(wire) => self.crash(wire),
            Task::Cut(wire) => self.cut(wire, now),
            Task::Restart => self.restart(now),
            Task::Own(task) => M::perform(self, task, now),
        }
    }
}
