use super::{
    Point, Strike,
    packet::Packet,
    state::{Line, Own},
};
use crate::network::{self, Medium};

/// Links over connections: what AMQP is above its link seam.
pub(crate) enum Links {}

impl Medium for Links {
    type Point = Point;
    type Strike = Strike;
    type Line = Line;
    type Task = Packet;
    type Own = Own;
}

/// Everything that is beyond the processes.
pub(super) type State = network::State<Links>;
