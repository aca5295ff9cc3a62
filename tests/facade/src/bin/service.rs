//! A service whose main function is what a user writes. It says what happens, a line each, and its listener waits for a
//! line from whoever started it.
#![expect(clippy::print_stdout, reason = "it tells a test what happens")]

use std::time::Duration;

use tidings::{error::BoxError, manager::ShutdownError, prelude::*};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines, Stdin, stdin},
    sync::Mutex,
};

#[event(name = "signals.placed")]
struct Placed(u64);

/// What whoever started this program lets go on, line by line.
#[provided]
struct Permits {
    lines: Mutex<Lines<BufReader<Stdin>>>,
    starts_slowly: bool,
}

impl Permits {
    async fn next(&self) {
        if !matches!(self.lines.lock().await.next_line().await, Ok(Some(_))) {
            // Nobody is there any more: wait to be ended.
            std::future::pending::<()>().await;
        }
    }
}

impl Lifecycle for Permits {
    async fn start(&self) -> Result {
        println!("opening");
        if self.starts_slowly {
            self.next().await;
        }
        Ok(())
    }

    async fn stop(&self) -> Result {
        println!("stopped");
        Ok(())
    }
}

#[event_listener]
async fn handle(event: &Placed, permits: &Permits) -> Result {
    println!("began {}", event.0);
    permits.next().await;
    println!("handled {}", event.0);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let starts_slowly = std::env::args().any(|argument| argument == "slow-start");
    let permits = Permits { lines: Mutex::new(BufReader::new(stdin()).lines()), starts_slowly };
    let manager = EventManager::builder()
        .provider(Local::new())
        .provide(Arc::new(permits))
        .lifecycle::<Permits>()
        // Longer than the test lets anything take: what ends sooner was ended by a signal.
        .limits(|limits| limits.drain = Duration::from_secs(600))
        .build()?;
    let mut changes = manager.health_changes();
    let events = manager.publisher();
    tidings::spawn(async move {
        while let Some(health) = changes.next().await {
            println!("{}", health.overall());
            if health.is_up() {
                for number in [1, 2] {
                    events.post(Placed(number));
                }
            }
        }
    });
    let ended = manager.run_until_signal().await;
    match &ended {
        Ok(()) => println!("ended in order"),
        Err(error) => match error.downcast_ref::<ShutdownError>() {
            Some(error) => println!("ended with {} undelivered", error.undelivered.len()),
            None => println!("not started: {error}"),
        },
    }
    ended
}
