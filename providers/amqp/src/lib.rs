#![doc = include_str!("../docs.md")]

mod capabilities;
mod config;
mod connection;
mod decode;
mod envelope;
mod error;
mod frame;
#[cfg(fuzzing)]
pub mod fuzzed;
mod idle;
mod opaque;
mod orders;
mod plain;
mod provider;
mod receiver;
mod sasl;
mod sender;
mod topology;

pub use config::Amqp;
pub use tidings_core::provider::QueueNaming;
pub use tidings_wire::{
    tls::{Pem, Tls},
    url::Secret,
};
