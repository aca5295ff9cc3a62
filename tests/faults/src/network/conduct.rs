use super::{Medium, State, Wire};
use crate::model::Time;

/// What happens to what travels.
pub(crate) trait Conduct: Medium {
    /// Does what is due.
    fn perform(state: &mut State<Self>, task: Self::Task, now: Time);

    /// Passes on what follows from what was done to the broker.
    fn absorb(state: &mut State<Self>, now: Time);

    /// The process will notice that its connection is gone.
    fn lost(wire: Wire, why: &'static str) -> Self::Task;

    /// The broker sees that a connection is gone.
    fn dropped(state: &mut State<Self>, wire: Wire, now: Time);
}
