//! Receives orders from a broker until it is told to end. Start it twice, with two server names, and `amqp_publisher`:
//! each order is invoiced by one of the two, and cached by both.
//!
//! Run: `TIDINGS_SERVER_NAME=orders-1 cargo run --features amqp --example amqp_listener`
//!
//! `TIDINGS_URL` is the broker's, by default `amqp://admin:admin@127.0.0.1:61616`; `TIDINGS_SERVER_NAME` is the stable
//! name of this process, by default `orders-1`. It ends on Ctrl-C and on SIGTERM, after what it is handling.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it shows what happens")]

use std::{env, process::ExitCode, time::Duration};

use tidings::prelude::*;
use tokio::signal;

#[event(name = "order.placed", durable)]
struct OrderPlaced {
    order: u64,
    server: String,
}

/// The name of this process.
#[provided]
struct Server(String);

/// One queue, `order.placed::invoice`, which all processes share: each order goes to one of them.
#[event_listener(name = "invoice")]
async fn invoice(event: &OrderPlaced, server: &Server) {
    println!("{} writes the invoice of order {} from {}", server.0, event.order, event.server);
}

/// A queue of its own for every process, such as `order.placed::cache-orders-1`: each order goes to all of them.
#[event_listener(name = "cache", per_process)]
async fn cache(event: &OrderPlaced, server: &Server) {
    println!("{} caches order {}", server.0, event.order);
}

/// Waits for Ctrl-C or, where there is one, SIGTERM.
async fn told_to_end() -> Result {
    #[cfg(unix)]
    {
        let mut term = signal::unix::signal(signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = term.recv() => {}
            pressed = signal::ctrl_c() => pressed?,
        }
    }
    #[cfg(not(unix))]
    signal::ctrl_c().await?;
    Ok(())
}

async fn listen() -> Result {
    let url = env::var("TIDINGS_URL").unwrap_or_else(|_| "amqp://admin:admin@127.0.0.1:61616".into());
    let server = env::var("TIDINGS_SERVER_NAME").unwrap_or_else(|_| "orders-1".into());
    let manager = EventManager::builder()
        .connect(&url)
        .server_name(server.as_str())
        .provide(Arc::new(Server(server.clone())))
        .limits(|limits| limits.start_timeout = Duration::from_secs(5))
        .build()?;
    let wait = async |_| {
        println!("{server} is listening");
        told_to_end().await?;
        println!("{server} ends");
        Ok::<(), Failure>(())
    };
    manager.run(wait).await?;
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    match listen().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure:?}\nno broker? start one: cargo run -p tidings-broker -- run");
            ExitCode::FAILURE
        }
    }
}
