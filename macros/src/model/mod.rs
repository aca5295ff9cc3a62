//! What an attribute and its item say, before it is judged.

mod event;
mod fields;
mod function;
mod injectable;
mod listener;
mod pipeline;
mod policy;
mod provided;

pub(crate) use event::{Event, Shape};
pub(crate) use fields::{Constructed, Field, cfgs, strip};
pub(crate) use function::{Function, Parameter, Passing};
pub(crate) use injectable::{Constructor, Injectable, Way};
pub(crate) use listener::{Form, Listener};
pub(crate) use pipeline::Pipeline;
pub(crate) use policy::{Policy, Retry};
pub(crate) use provided::Provided;
