//! Apache ActiveMQ Classic.

mod broker;
mod home;
mod launch;

pub use broker::Classic;
