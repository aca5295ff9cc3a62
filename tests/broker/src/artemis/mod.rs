//! Apache Artemis.

mod broker;
mod builder;
mod configuration;
mod endpoint;
mod escape;
mod jvm;
mod launch;
mod ports;
mod rights;
mod shared;
mod source;

pub use broker::Artemis;
pub use builder::Builder;
pub use jvm::Jvm;
pub use ports::Ports;
pub use rights::{Right, Rights};
pub use shared::shared;
