//! Reads the arguments of an attribute and keeps their tokens, so that each mistake has its place.

mod arguments;
mod duration;
mod split;
mod value;

pub(crate) use arguments::{Arguments, Grammar};
pub(crate) use duration::{Pauses, Time};
pub(crate) use value::{Members, Number};
