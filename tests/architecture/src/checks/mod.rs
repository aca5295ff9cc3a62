//! The checks. Each gives its problems, one line each; none if all is well.

mod built;
mod cancellation;
mod crates;
mod cycles;
mod examples;
mod facade;
mod layers;
mod panics;
mod places;
mod provider_files;
mod sizes;

pub use built::built;
pub use cancellation::cancellation;
pub use crates::{Rule, crates};
pub use cycles::cycles;
pub use examples::examples;
pub use facade::facade;
pub use layers::layers;
pub use panics::panics;
pub use places::{lock, places};
pub use provider_files::provider_files;
pub use sizes::sizes;
