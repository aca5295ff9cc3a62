//! The suite of behaviours that every provider of Tidings must show.
//!
//! A provider's whole test is a fixture and one line. Each behaviour becomes a test, named as the guarantee that it
//! proves; those that a provider's [capabilities](tidings_core::provider::Capabilities) rule out print why they are
//! skipped, and a provider for which none is left fails.
//!
//! ```
//! use std::sync::Arc;
//!
//! use async_trait::async_trait;
//! use tidings_conformance::Fixture;
//! use tidings_core::{error::BoxError, provider::Provider};
//! use tidings_local::Local;
//!
//! struct InProcess(Local);
//!
//! #[async_trait]
//! impl Fixture for InProcess {
//!     async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
//!         Ok(Arc::new(self.0.clone()))
//!     }
//! }
//!
//! tidings_conformance::suite!(InProcess(Local::new()));
//! # fn main() {}
//! ```
//!
//! Behaviours run in real time: they await signals, assert lower bounds of delays, and take their upper bounds from the
//! fixture.

mod behaviour;
mod behaviours;
mod broken;
mod fixture;
mod need;
mod scene;
mod suite;
mod table;

pub use behaviour::{Behaviour, Run, Verdict};
pub use broken::{Broken, Outcome};
pub use fixture::{Breakable, Breaker, Fixture};
pub use need::Need;
pub use scene::Scene;
pub use suite::{Counts, check, counts, find, summary};
pub use table::BEHAVIOURS;
