//! The core of Tidings: events, envelopes, listeners, pipelines, delivery; no broker, no network.
//!
//! Programs use the facade crate `tidings`. Providers and the conformance suite build on this crate.

pub mod codec;
pub mod container;
pub mod delivery;
pub mod dispatch;
pub mod envelope;
pub mod error;
pub mod event;
pub mod headers;
pub mod id;
pub mod ledger;
pub mod listener;
pub mod manager;
#[doc(hidden)]
pub mod mutants;
pub mod names;
mod panic;
pub mod pipeline;
pub mod policy;
pub mod provider;
pub mod registration;
pub mod runtime;
pub mod sending;
#[cfg(feature = "signal")]
pub mod signal;
pub mod subscription;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timestamp;
mod versions;

#[cfg(feature = "registry")]
#[doc(hidden)]
pub use inventory;

pub use container::{Container, Inject, Lifecycle, Provided, Recipe, Resolver, Service};
pub use error::{BuildError, Error, ErrorKind, Failure, Problem, ProblemKind, Result, ResultExt, SendError};
