//! Sends ten orders over AMQP; `amqp_listener` and `stomp_listener` receive them, whichever of the two. Start one first:
//! its queues exist from then on.
//!
//! Run: `cargo run --features amqp --example amqp_publisher`
//!
//! `TIDINGS_URL` is the broker's, by default the URL below; `TIDINGS_SERVER_NAME` says which server the orders come from,
//! by default `shop-1`.

use std::process::ExitCode;

mod orders {
    pub(crate) mod event;
    pub(crate) mod publisher;
}

#[tokio::main]
async fn main() -> ExitCode {
    orders::event::ended(orders::publisher::publish("amqp://admin:admin@127.0.0.1:61616").await)
}
