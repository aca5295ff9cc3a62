use super::{
    medium::{Sockets, State},
    task::Task,
};
use crate::{
    model::Time,
    network::{Conduct, Wire},
};

impl Conduct for Sockets {
    fn perform(state: &mut State, task: Task, now: Time) {
        match task {
            Task::Dial(wire, tell, then) => state.answer_dial(wire, tell, then, now),
            Task::Open(wire, tell, is_open, then) => {
                // Whoever dialled may have given up; it hangs up then.
                let _ = tell.send(is_open);
                state.follow(wire, then, now);
            }
            Task::Up(wire, bytes, then) => {
                let Some(line) = state.lines.get_mut(&wire) else { return };
                line.under_way = line.under_way.saturating_sub(bytes.len());
                line.inbox.has_room();
                if line.is_cut || now < state.down_until {
                    return;
                }
                line.heard = now;
                state.arrive(wire, &bytes, now);
                state.follow(wire, then, now);
            }
            Task::UpEnd(wire) => state.drop_connection(wire, now),
            Task::Down(wire, down, then) => state.reach(wire, down, then, now),
            Task::DownEnd(wire) => {
                if let Some(line) = state.lines.get(&wire).filter(|line| !line.is_cut && !line.is_deaf && !line.is_torn)
                {
                    line.inbox.end(Ok(()));
                }
            }
            Task::Lost(wire) => {
                let is_reset = state.chance.in_of(1, 2);
                if let Some(line) = state.lines.get(&wire) {
                    line.inbox.end(if is_reset { Err(std::io::ErrorKind::ConnectionReset) } else { Ok(()) });
                }
            }
            Task::Beat(wire) => state.beat(wire, now),
            Task::Watch(wire) => state.watch(wire, now),
        }
    }

    fn absorb(state: &mut State, now: Time) {
        state.absorb(now);
    }

    fn lost(wire: Wire, _: &'static str) -> Task {
        Task::Lost(wire)
    }

    fn dropped(state: &mut State, wire: Wire, now: Time) {
        state.drop_connection(wire, now);
    }
}
