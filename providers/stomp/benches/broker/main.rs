//! Confirmed sends, and receiving with an acknowledgement each, through Tidings and through a bare socket client with the
//! same window and the same frames, in turn, on one real Artemis: `cargo bench -p tidings-stomp --bench broker`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "it shows figures, and ends where it cannot measure")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

mod bare;
mod ours;

use std::{future::Future, time::Instant};

use tidings_broker::{Artemis, Jvm};

/// Events under way at a time.
pub(crate) const WINDOW: usize = 1_000;
const EVENTS: usize = 20_000;
const ROUNDS: usize = 7;

/// About 200 bytes of JSON.
pub(crate) fn body(n: usize) -> String {
    format!("{{\"n\":{n},\"text\":\"{}\"}}", "x".repeat(180))
}

async fn rate(work: impl Future<Output = ()>) -> f64 {
    let began = Instant::now();
    work.await;
    EVENTS as f64 / began.elapsed().as_secs_f64()
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

#[tokio::main]
async fn main() {
    // Tests of all targets run benches as well, and expect nothing of them.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let broker = Artemis::builder().jvm(Jvm::Server).start().await.unwrap();
    println!(
        "{EVENTS} events of {} bytes a round, {WINDOW} in flight, medians of {ROUNDS} rounds in turn",
        body(0).len()
    );
    for durable in [true, false] {
        let mut rates: [Vec<f64>; 4] = Default::default();
        // The first round warms up.
        for round in 0..=ROUNDS {
            let name = format!("bench.bare.{durable}");
            bare::declare(&broker, &name).await;
            ours::declare(&broker, durable).await;
            let seen = [
                rate(bare::send(&broker, &name, durable, EVENTS)).await,
                rate(ours::send_all(&broker, durable, EVENTS)).await,
                rate(bare::receive(&broker, &name, EVENTS)).await,
                rate(ours::receive_all(&broker, durable, EVENTS)).await,
            ];
            if round > 0 {
                rates.iter_mut().zip(seen).for_each(|(rates, seen)| rates.push(seen));
            }
        }
        let [bare_sends, our_sends, bare_receives, our_receives] = rates.map(|mut rates| median(&mut rates));
        let kind = if durable { "durable" } else { "not durable" };
        let row = |what: &str, bare: f64, ours: f64| {
            println!("{kind:<12} {what:<18} bare {bare:>9.0}/s, Tidings {ours:>9.0}/s, ratio {:.2}", ours / bare);
        };
        row("confirmed sends", bare_sends, our_sends);
        row("receive and ack", bare_receives, our_receives);
    }
}
