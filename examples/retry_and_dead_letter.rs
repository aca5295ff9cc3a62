//! A failed attempt is retried; what cannot be handled becomes a dead letter, which can be sent again once the cause is
//! gone.
//!
//! Run: `cargo run --example retry_and_dead_letter`
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tidings::prelude::*;
use tokio::sync::Notify;

#[event]
struct OrderPlaced {
    order: u64,
    country: String,
}

/// The world outside.
#[provided]
#[derive(Default)]
struct World {
    delivers_to_the_moon: AtomicBool,
    shipped: Notify,
}

#[event_listener(name = "ship", retry(attempts = 3, backoff = "10ms..1s"))]
async fn ship(event: &OrderPlaced, delivery: Delivery<'_>, world: &World) -> Result {
    println!("order {} to {}: attempt {}", event.order, event.country, delivery.attempt());
    match event.country.as_str() {
        // Passes by itself: any error is a failed attempt, and is retried.
        "Italy" if delivery.attempt() < 3 => Err("the customs are on strike".into()),
        // Does not: no further attempt, but a dead letter at once.
        "the moon" if !world.delivers_to_the_moon.load(Ordering::Relaxed) => {
            Err(Failure::permanent("nobody delivers there"))
        }
        _ => {
            println!("order {} is shipped", event.order);
            world.shipped.notify_one();
            Ok(())
        }
    }
}

async fn program(manager: EventManager, world: Arc<World>) -> Result {
    manager.send_event(OrderPlaced { order: 1, country: "Italy".into() }).await?;
    world.shipped.notified().await;

    manager.send_event(OrderPlaced { order: 2, country: "the moon".into() }).await?;
    let mut dead_letters = manager.dead_letters("ship").await?;
    let dead = loop {
        match dead_letters.list(10).await?.pop() {
            Some(dead) => break dead,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    println!("dead letter: {}", dead.reason());

    world.delivers_to_the_moon.store(true, Ordering::Relaxed);
    dead_letters.resend(dead.id()).await?;
    world.shipped.notified().await;
    println!("dead letters left: {}", dead_letters.list(10).await?.len());
    Ok(())
}

#[tokio::main]
async fn main() -> Result {
    let world = Arc::new(World::default());
    let manager = EventManager::builder().provider(Local::new()).provide(world.clone()).build()?;
    manager.run(async |manager| program(manager, world).await).await?;
    Ok(())
}
