use std::fmt::Debug;

use crate::process::Process;

/// How processes reach the broker: what travels, and what goes wrong with it.
pub(crate) trait Medium: Sized + Send + 'static {
    /// Where something is said.
    type Point: Point;
    /// What goes wrong there.
    type Strike: Listed;
    /// A connection, from end to end.
    type Line: Line;
    /// What is done at a time, beside what every network does.
    type Task: Send;
    /// What the broker's end knows beside its lines, until it restarts.
    type Own: Default + Send;
}

/// A connection as every network sees it.
pub(crate) trait Line: Send {
    /// Whose it is.
    fn process(&self) -> &Process;

    /// Whether what is under way is lost, to be changed.
    fn is_cut(&mut self) -> &mut bool;

    /// Its process has ended: nobody waits for anything on it.
    fn bereave(&mut self);

    /// The broker's end is gone.
    fn disconnect(&mut self);
}

/// One of a few things that can be listed.
pub(crate) trait Listed: Copy + Debug + PartialEq + Send + 'static {
    /// All of them, in order.
    const ALL: &'static [Self];

    /// Its place among all.
    fn index(self) -> usize;
}

/// Where something is said between a process and the broker, so that it can go wrong.
pub(crate) trait Point: Listed {
    /// How late into a run a strike may be, by how often the point is met.
    fn span(self) -> u64;
}
