//! A connection that mends itself, over whatever implements the seam [`link`](crate::link).

mod board;
mod driver;
mod epoch;
mod epochs;
mod open;
mod presence;
mod settings;
mod shared;

pub(crate) use board::trouble;
pub(crate) use epoch::{Epoch, Now, next, over};
pub(crate) use epochs::Epochs;
#[cfg(test)]
pub(crate) use open::LinkedConnection;
pub use open::open;
pub(crate) use presence::Reach;
pub use settings::Settings;
pub(crate) use shared::Shared;
