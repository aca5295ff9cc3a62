use tidings_wire::link::{Condition, Fault};

use super::{
    medium::{Links, State},
    packet::Packet,
};
use crate::{
    model::Time,
    network::{Conduct, Task, Wire},
};

impl Conduct for Links {
    fn perform(state: &mut State, task: Packet, now: Time) {
        match task {
            Packet::Up(wire, up, then, late) => state.arrive(wire, up, then, late, now),
            Packet::Down(wire, down, then) => state.reach(wire, down, then, now),
            Packet::Lost(wire, said, is_silence) => {
                let condition = if is_silence { Condition::Silent } else { Condition::Gone };
                state.lose(wire, &Fault::new(condition, said), now);
                if is_silence {
                    state.at(now, Task::Cut(wire));
                }
            }
        }
    }

    fn absorb(state: &mut State, now: Time) {
        state.absorb(now);
    }

    fn lost(wire: Wire, why: &'static str) -> Packet {
        Packet::Lost(wire, why, false)
    }

    fn dropped(state: &mut State, wire: Wire, now: Time) {
        state.drop_connection(wire, now);
    }
}
