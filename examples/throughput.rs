//! How many events a second pass: within the process and, with `TIDINGS_URL` and the feature `amqp`, through a broker.
//!
//! Run: `cargo run --release --example throughput`, or for both
//! `TIDINGS_URL=amqp://admin:admin@127.0.0.1:61616 cargo run --release --features amqp --example throughput`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it shows the figures")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::{
    env,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use tidings::{manager::Builder, prelude::*};
use tokio::sync::Notify;

/// As many sends as are under way at a time.
const IN_FLIGHT: u64 = 1_000;

#[event(name = "throughput.ticked")]
struct Ticked {
    number: u64,
}

#[event(name = "throughput.stored", durable)]
struct Stored {
    number: u64,
}

/// Counts what the listeners get.
#[provided]
#[derive(Default)]
struct Counter {
    events: AtomicU64,
    last: AtomicU64,
    changed: Notify,
}

impl Counter {
    fn count(&self, number: u64) {
        self.last.fetch_max(number, Ordering::Relaxed);
        self.events.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
    }

    async fn reaches(&self, events: u64) {
        while self.events.load(Ordering::Relaxed) < events {
            self.changed.notified().await;
        }
    }
}

#[event_listener(name = "throughput.count_ticked", concurrency = 64, prefetch = 1_000)]
fn count_ticked(event: &Ticked, counter: &Counter) {
    counter.count(event.number);
}

#[event_listener(name = "throughput.count_stored", concurrency = 64, prefetch = 1_000)]
fn count_stored(event: &Stored, counter: &Counter) {
    counter.count(event.number);
}

async fn measure<E: Event>(name: &str, builder: Builder, total: u64, make: fn(u64) -> E) -> Result {
    let counter = Arc::new(Counter::default());
    let builder = builder.provide(counter.clone()).limits(|limits| limits.start_timeout = Duration::from_secs(5));
    let run = async |manager: EventManager| {
        let began = Instant::now();
        for first in (0..total).step_by(IN_FLIGHT as usize) {
            // Each is confirmed by the provider before the next thousand begins.
            for sent in manager.send_events((first..total.min(first + IN_FLIGHT)).map(make)).await {
                sent?;
            }
        }
        let sent = began.elapsed().as_secs_f64();
        // Generous, so that a broken run ends all the same.
        tokio::time::timeout(Duration::from_secs(60), counter.reaches(total)).await?;
        let received = began.elapsed().as_secs_f64();
        let rate = |seconds: f64| (total as f64 / seconds) as u64;
        println!("{name:<22} {total:>9} events: sent {:>9}/s, received {:>9}/s", rate(sent), rate(received));
        Ok::<(), Failure>(())
    };
    builder.build()?.run(run).await?;
    Ok(())
}

async fn figures() -> Result {
    let local = || EventManager::builder().provider(Local::new());
    let inline = EventManager::builder().provider(Local::inline());
    measure("local, inline", inline, 1_000_000, |number| Ticked { number }).await?;
    measure("local, queued", local(), 1_000_000, |number| Ticked { number }).await?;
    let Ok(url) = env::var("TIDINGS_URL") else {
        println!("for a broker, too: set TIDINGS_URL, and build with --features amqp");
        return Ok(());
    };
    let broker = || EventManager::builder().connect(&url);
    measure("broker, not durable", broker(), 50_000, |number| Ticked { number }).await?;
    measure("broker, durable", broker(), 50_000, |number| Stored { number }).await
}

#[tokio::main]
async fn main() -> ExitCode {
    match figures().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure:?}\nno broker? start one: cargo run -p tidings-broker -- run");
            ExitCode::FAILURE
        }
    }
}
