//! Writes the code. It goes only through the facade's `__private`, here `__p`, by absolute paths.

mod at;
mod entry;
mod event;
mod function;
mod injectable;
mod listener;
mod parts;
mod pipeline;
mod provided;
mod service;

pub(crate) use event::event;
pub(crate) use injectable::injectable;
pub(crate) use listener::listener;
pub(crate) use parts::hidden;
pub(crate) use pipeline::pipeline;
pub(crate) use provided::provided;
