//! Two listeners of orders, until the program is told to end.
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use tidings::prelude::*;
use tokio::signal;

use super::event::{OrderPlaced, builder, server};

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

pub(crate) async fn listen(url: &str) -> Result {
    let server = server("orders-1");
    let manager = builder(url).server_name(server.as_str()).provide(Arc::new(Server(server.clone()))).build()?;
    let wait = async |_| {
        println!("{server} is listening");
        told_to_end().await?;
        println!("{server} ends");
        Ok::<(), Failure>(())
    };
    manager.run(wait).await?;
    Ok(())
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
