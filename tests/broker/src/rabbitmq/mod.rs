//! RabbitMQ.

mod broker;
mod home;
mod launch;

pub use broker::RabbitMq;
