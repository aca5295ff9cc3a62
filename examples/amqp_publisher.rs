//! Sends ten orders to a broker; `amqp_listener` receives them. Start that first: its queues exist from then on.
//!
//! Run: `cargo run --features amqp --example amqp_publisher`
//!
//! `TIDINGS_URL` is the broker's, by default `amqp://admin:admin@127.0.0.1:61616`; `TIDINGS_SERVER_NAME` says which
//! server the orders come from.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it shows what happens")]

use std::{env, process::ExitCode, time::Duration};

use tidings::prelude::*;

#[event(name = "order.placed", durable)]
struct OrderPlaced {
    order: u64,
    server: String,
}

async fn publish() -> Result {
    let url = env::var("TIDINGS_URL").unwrap_or_else(|_| "amqp://admin:admin@127.0.0.1:61616".into());
    let server = env::var("TIDINGS_SERVER_NAME").unwrap_or_else(|_| "shop-1".into());
    let manager = EventManager::builder()
        .connect(&url)
        .server_name(server.as_str())
        .sends::<(OrderPlaced,)>() // so that a missing right shows at the start
        .limits(|limits| limits.start_timeout = Duration::from_secs(5))
        .build()?;
    let send = async |manager: EventManager| {
        let orders = (1..=10).map(|order| OrderPlaced { order, server: server.clone() });
        // One behind the other without waiting for each: the broker confirms them together.
        for sent in manager.send_events(orders).await {
            sent?;
        }
        println!("the broker has taken 10 orders of {server}");
        Ok::<(), Failure>(())
    };
    manager.run(send).await?;
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    match publish().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure:?}\nno broker? start one: cargo run -p tidings-broker -- run");
            ExitCode::FAILURE
        }
    }
}
