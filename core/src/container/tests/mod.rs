//! The guarantees of the container, on services written by hand.

mod check;
mod double;
mod graph;
mod lifecycle;
mod make;

use double::{given, problems, root, start};
