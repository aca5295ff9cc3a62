//! Apache Artemis.

mod acceptors;
mod broker;
mod builder;
mod cluster;
mod command_line;
mod configuration;
mod endpoint;
mod escape;
mod jvm;
mod launch;
mod operator;
mod pair;
mod place;
mod ports;
mod rights;
mod role;
mod shared;
mod source;
mod tls;

pub use broker::Artemis;
pub use builder::Builder;
pub use cluster::ArtemisCluster;
pub use jvm::Jvm;
pub use operator::Answer;
pub use pair::ArtemisPair;
pub use ports::Ports;
pub use rights::{Right, Rights};
pub use shared::shared;
pub use tls::Tls;
