//! The link seam over fe2o3-amqp.
//!
//! What its users have to know, and what is done about it here:
//!
//! - A pending outcome hangs for ever when the connection dies while its `Sender` lives: every wait ends with the
//!   connection, and a sender is dropped before its outcomes are awaited to their end.
//! - A refused attach poisons its session, since the refused link is detached twice: one session per link.
//! - Its `open` has no time limit and sets no `TCP_NODELAY`, and it decodes no percent signs: it gets a socket that is
//!   open, and user and password as they are.
//! - A write that blocks stops its idle timer: the pump judges the connection's life.
//! - `CreditMode::Auto` does not bound what is unsettled: credit is given by hand.
//! - Dropping a `Receiver` closes its link, which may delete a subscription: links are detached first.
//! - `accept` only queues a disposition, so closing the connection next may lose it: the detach is answered after it.

mod connection;
mod fault;
mod message;
mod receiver;
mod sender;
mod text;

pub(crate) use connection::{Fe2o3, Options};
