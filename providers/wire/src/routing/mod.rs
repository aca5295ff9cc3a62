//! Who gets what is sent, known without a round trip for each event.
//!
//! A [`Directory`] is the seam to a broker that can be asked, and tells of changes. One task per connection, `Watch`,
//! asks it once for each place in each epoch and follows what changes; each sender looks at its `Line`, which is one
//! atomic load. What cannot be known counts as heard.
//!
//! It is a guard with a gap: between a change at the broker and the word of it, what is sent may still be lost.

mod directory;
mod line;
mod lines;
mod table;
mod watch;

#[cfg(test)]
pub(crate) mod model;
#[cfg(test)]
mod tests;

pub use directory::{Change, Changes, Directory, Place};
pub(crate) use line::{Known, Line};
pub(crate) use lines::Lines;
pub(crate) use watch::Watch;
