//! Processes on one side, the [model](crate::model) of a broker on the other, and between them what breaks.
//!
//! What travels is a [`Medium`]'s own: packets of links, or bytes of sockets. Wherever something is said is one of its
//! points, at which a strike may fall, and its [`Conduct`] is what comes of it. [`Network::run`] moves everything in virtual time.

mod breaks;
mod conduct;
mod hits;
mod medium;
mod shared;
mod state;
mod strikes;
mod turn;
mod weather;
mod witness;

pub(crate) use conduct::Conduct;
pub(crate) use hits::Hits;
pub(crate) use medium::{Listed, Medium, Point};
pub(crate) use shared::Network;
pub(crate) use strikes::Strikes;
pub(crate) use weather::Weather;
pub(crate) use witness::{Happening, Witness};

pub(crate) use medium::Line;
pub(crate) use state::{State, Task, Then, Wire};
