#![doc = include_str!("../docs.md")]

pub mod codec;
mod config;
mod connection;
mod dialect;
mod envelope;
mod error;
mod lane;
mod life;
mod provider;
mod receiver;
mod sender;
mod session;
mod topology;

pub use config::Stomp;
pub use dialect::Dialect;
pub use tidings_core::provider::QueueNaming;
pub use tidings_wire::{
    tls::{Pem, Tls},
    url::Secret,
};
