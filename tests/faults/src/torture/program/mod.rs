//! The programs that are tortured: events, listeners, publishers, as a user of Tidings would write them.

mod desk;
mod event;
mod fate;
mod listener;
mod listeners;
mod log;
mod number;
mod publisher;
mod role;
mod send;
mod worker;

pub(crate) use desk::Desk;
pub(crate) use fate::{Fate, fate};
pub(crate) use listener::{ALL, Listener};
pub(crate) use listeners::{Cache, Ledger, Mail, Notes};
pub(crate) use log::begin as log;
pub(crate) use number::Number;
pub(crate) use publisher::publish;
pub(crate) use role::{Role, Task};
pub(crate) use worker::work;
