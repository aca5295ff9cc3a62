#![doc = include_str!("../docs.md")]

mod broker;
mod config;
mod connection;
mod dead_letters;
mod envelope;
mod error;
mod provider;
mod receiver;
mod sender;
mod topology;

pub use config::Local;
