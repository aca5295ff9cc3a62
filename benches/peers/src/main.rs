//! The workers of the peers in Rust; each in its best configuration, which is stated where it is made.

mod events;
mod stream_amqp;
mod stream_memory;

use std::process::ExitCode;

use tidings_bench_measure::{Outcome, Place, Work, serve};
use tokio::runtime::Builder;

/// `tidings-bench-peers WORK [PLACE]`.
fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let workers = if arguments.first().is_some_and(|work| work.ends_with("-2")) { 2 } else { 0 };
    let mut builder = if workers == 0 { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    match builder.worker_threads(workers.max(1)).enable_all().build() {
        Ok(runtime) => runtime.block_on(serve(set_up(arguments))),
        Err(failed) => {
            eprintln!("tidings-bench-peers: {failed}");
            ExitCode::FAILURE
        }
    }
}

async fn set_up(arguments: Vec<String>) -> Outcome<Box<dyn Work>> {
    let place = || -> Outcome<Place> { Ok(serde_json::from_str(arguments.get(1).ok_or("this work needs a place")?)?) };
    match arguments.first().map(String::as_str) {
        Some("mod-events") => Ok(events::emit()),
        Some("ruststream-memory" | "ruststream-memory-2") => stream_memory::queued().await,
        Some("ruststream-amqp-send") => stream_amqp::send(place()?).await,
        Some("ruststream-amqp-receive") => stream_amqp::receive(place()?).await,
        other => Err(format!("{other:?} is no work of a peer").into()),
    }
}
