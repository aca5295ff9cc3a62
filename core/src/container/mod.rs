//! Dependency injection: singletons by type, made in the order in which they need each other.
//!
//! A [`Service`] leads to its [`Recipe`], whose parameters [`Inject`] other services, so the graph is reached from whoever
//! needs something (a [`Root`]) and no registry of services exists. The application adds what only it knows to a
//! [`Container`]. [`Container::wire`] checks everything that the roots reach and constructs nothing; [`Wiring::start`]
//! constructs and starts; [`Services::stop`] stops in reverse.
//!
//! Invariant: this module knows nothing of events.
//!
//! # Examples
//! Everything that `#[injectable]` and `#[provided]` generate can be written by hand:
//!
//! ```
//! use std::sync::Arc;
//! use tidings_core::container::{Container, Inject, Limits, Recipe, Root, Service};
//!
//! struct Clock(u64);
//! impl Service for Clock {} // the application hands it over
//!
//! struct Invoices { clock: Arc<Clock> }
//! impl Service for Invoices {
//!     fn recipe() -> Option<&'static Recipe<Self>> {
//!         const RECIPE: Recipe<Invoices> = Recipe::new(
//!             || vec![<Arc<Clock> as Inject>::need()],
//!             |services| Ok(Arc::new(Invoices { clock: Inject::inject(services)? })),
//!         );
//!         Some(&RECIPE)
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let mut container = Container::new();
//! container.provide(Arc::new(Clock(7)));
//! let wiring = container.wire(&[Root::new("listener invoice", vec![<Arc<Invoices> as Inject>::need()])]).unwrap();
//! let services = wiring.start(Vec::new(), Limits::default()).await?;
//! assert_eq!(services.get::<Invoices>().unwrap().clock.0, 7);
//! assert!(services.stop(Limits::default().stop).await.is_empty());
//! # Ok::<(), tidings_core::Error>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Each file imports only files that stand before it in: service_type, constructed, lifecycle, step, resolver, need,
// recipe, service, inject, factory, supply, graph, services, wiring, builder.
mod builder;
mod constructed;
mod factory;
mod graph;
mod inject;
mod lifecycle;
mod need;
mod recipe;
mod resolver;
mod service;
mod service_type;
mod services;
mod step;
mod supply;
#[cfg(test)]
mod tests;
mod wiring;

pub use builder::Container;
pub use constructed::Constructed;
pub use factory::{Factory, Later, Ready};
pub use graph::Root;
pub use inject::{Inject, Provided};
pub use lifecycle::Lifecycle;
pub use need::Need;
pub use recipe::{Making, Recipe};
pub use resolver::{Given, Resolver};
pub use service::{Service, height};
pub use service_type::ServiceType;
pub use services::Services;
pub use wiring::{Limits, Wiring};
