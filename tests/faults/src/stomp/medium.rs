use super::{Point, Strike, task::Task, wire::Line};
use crate::network::{self, Medium};

/// Sockets: what STOMP is below its codec.
pub(crate) enum Sockets {}

impl Medium for Sockets {
    type Point = Point;
    type Strike = Strike;
    type Line = Line;
    type Task = Task;
    type Own = ();
}

/// Everything that is beyond the processes.
pub(super) type State = network::State<Sockets>;
