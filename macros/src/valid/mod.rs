//! The rules: what an attribute and its item may say.

mod concrete;
mod event;
mod function;
mod injectable;
mod listener;
mod policy;
mod provided;

use concrete::concrete;

pub(crate) use event::event;
pub(crate) use injectable::injectable;
pub(crate) use listener::listener;
pub(crate) use provided::provided;

use crate::{model::Pipeline, problems::Problems, text};

/// A pipeline is one concrete type.
pub(crate) fn pipeline(pipeline: &Pipeline, problems: &mut Problems) {
    let (ident, generics) = (pipeline.made.ident(), pipeline.made.generics());
    concrete(generics, || text::generic_service(ident), || text::borrowing_service(ident), problems);
}
