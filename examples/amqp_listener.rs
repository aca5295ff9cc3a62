//! Receives orders over AMQP until it is told to end. Start it twice, with two server names, and `amqp_publisher` or
//! `stomp_publisher`: each order is invoiced by one of the two, and cached by both. One of the two may be
//! `stomp_listener`.
//!
//! Run: `TIDINGS_SERVER_NAME=orders-1 cargo run --features amqp --example amqp_listener`
//!
//! `TIDINGS_URL` is the broker's, by default the URL below; `TIDINGS_SERVER_NAME` is the stable name of this process, by
//! default `orders-1`. It ends on Ctrl-C and on SIGTERM, after what it is handling.

use std::process::ExitCode;

mod orders {
    pub(crate) mod event;
    pub(crate) mod listener;
}

#[tokio::main]
async fn main() -> ExitCode {
    orders::event::ended(orders::listener::listen("amqp://admin:admin@127.0.0.1:61616").await)
}
