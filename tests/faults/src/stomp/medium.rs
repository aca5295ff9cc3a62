use super::{
    Point, Strike,
    state::{State, Task},
    wire::Line,
};
use crate::{
    model::Time,
    network::{Medium, Wire},
};

/// Sockets: what STOMP is below its codec.
pub(crate) enum Sockets {}

impl Medium for Sockets {
    type Point = Point;
    type Strike = Strike;
    type Line = Line;
    type Task = Task;
    type Own = ();

    fn perform(state: &mut State, task: Task, now: Time) {
        state.perform_own(task, now);
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
