//! The guarantees, by theme.

pub(crate) mod bodies;
pub(crate) mod builder;
pub(crate) mod competing;
pub(crate) mod conversation;
pub(crate) mod dead_letters;
pub(crate) mod delay;
pub(crate) mod durable;
pub(crate) mod envelope;
pub(crate) mod fan_out;
pub(crate) mod headers;
pub(crate) mod keys;
pub(crate) mod order;
pub(crate) mod pipelines;
pub(crate) mod pressure;
pub(crate) mod reconnect;
pub(crate) mod replay;
pub(crate) mod retry;
pub(crate) mod run_time;
pub(crate) mod sending;
pub(crate) mod servers;
pub(crate) mod shutdown;
pub(crate) mod topology;
pub(crate) mod unreadable;
pub(crate) mod unroutable;
pub(crate) mod untyped;

/// What every behaviour needs.
mod prelude {
    pub(super) use crate::{
        Outcome, Scene,
        broken::{Broken, ensure, ensure_eq},
        scene::{Fact, Tag, event},
    };
}
