//! One program for every provider: the URL alone says which it is. It prints the same everywhere, and ends by itself.
//!
//! Run: `cargo run --example any_provider`, or through a broker, by the URL of `cargo run -p tidings-broker -- run`,
//! `TIDINGS_URL=stomp://admin:admin@127.0.0.1:61613 cargo run --features amqp,stomp --example any_provider`
//!
//! `TIDINGS_URL` may be `local:`, which it is by default, `amqp://..`, `amqps://..`, `stomp://..` or `stomps://..`.
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::{
    env,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tidings::prelude::*;
use tokio::{sync::Notify, time};

#[event(name = "parcel.posted", durable, key = to)]
struct ParcelPosted {
    parcel: u64,
    to: String,
}

/// Counts what was delivered.
#[provided]
#[derive(Default)]
struct Done {
    parcels: AtomicU64,
    changed: Notify,
}

impl Done {
    fn one_more(&self) {
        self.parcels.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
    }

    async fn reaches(&self, parcels: u64) -> Result {
        let reached = async {
            while self.parcels.load(Ordering::Relaxed) < parcels {
                self.changed.notified().await;
            }
        };
        Ok(time::timeout(Duration::from_secs(30), reached).await?)
    }
}

#[event_listener(name = "parcel.deliver", retry(attempts = 3, backoff = "50ms..1s"))]
async fn deliver(event: &ParcelPosted, delivery: Delivery<'_>, done: &Done) -> Result {
    match (event.to.as_str(), delivery.attempt()) {
        ("nobody", _) => Err(Failure::permanent("nobody lives there")),
        ("the neighbour", attempt @ 1) => {
            println!("parcel {} for {}: attempt {attempt}, nobody opens", event.parcel, event.to);
            Err("nobody opens".into())
        }
        (to, attempt) => {
            println!("parcel {} for {to}: attempt {attempt}, delivered", event.parcel);
            done.one_more();
            Ok(())
        }
    }
}

async fn program(manager: EventManager, done: Arc<Done>) -> Result {
    let people = ["Ada", "Grace", "the neighbour", "nobody", "Ada"];
    let parcels = people.iter().zip(1..).map(|(to, parcel)| ParcelPosted { parcel, to: (*to).into() });
    for sent in manager.send_events(parcels).await {
        sent?;
    }
    println!("{} parcels are posted", people.len());
    done.reaches(4).await?;

    let mut dead_letters = manager.dead_letters("parcel.deliver").await?;
    let dead = loop {
        match dead_letters.list(10).await?.pop() {
            Some(dead) => break dead,
            None => time::sleep(Duration::from_millis(20)).await,
        }
    };
    println!("given up: {}", dead.reason());
    dead_letters.discard(dead.id()).await?;
    println!("dead letters left: {}", dead_letters.list(10).await?.len());
    Ok(())
}

#[tokio::main]
async fn main() -> Result {
    let url = env::var("TIDINGS_URL").unwrap_or_else(|_| "local:".into());
    let done = Arc::new(Done::default());
    let manager = EventManager::builder().connect(&url).provide(done.clone()).build()?;
    let run = manager.run(async |manager| program(manager, done).await);
    time::timeout(Duration::from_secs(60), run).await??;
    Ok(())
}
