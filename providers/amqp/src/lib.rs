#![doc = include_str!("../docs.md")]

mod capabilities;
mod config;
mod connection;
mod decode;
mod envelope;
mod error;
#[cfg(fuzzing)]
pub mod fuzzed;
mod opaque;
mod orders;
mod provider;
mod receiver;
mod sasl;
mod sender;
mod text;
mod topology;

pub use config::Amqp;
pub use tidings_core::provider::QueueNaming;
pub use tidings_wire::{
    tls::{Pem, Tls},
    url::Secret,
};
