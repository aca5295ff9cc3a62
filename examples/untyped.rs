//! Events by name alone: sent as JSON, received as JSON, mixed with typed ones.
//!
//! Run: `cargo run --example untyped`
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::{collections::BTreeMap, future::ready};

use tidings::{event::EventInfo, prelude::*};
use tokio::sync::Notify;

#[event(name = "order.placed")]
struct OrderPlaced {
    order: u64,
    #[serde(default)]
    note: String,
}

#[event_listener]
fn typed(event: &OrderPlaced) {
    println!("typed: order {}, note {:?}", event.order, event.note);
}

/// Handles an event that this program has no type for.
fn spy(event: &ExternalEvent) -> Result {
    println!("by name: {} {}", event.name(), event.data());
    let fields: BTreeMap<String, u64> = event.to()?; // of another shape: a dead letter, since no retry can help
    println!("by name: {} fields", fields.len());
    Ok(())
}

async fn program(manager: EventManager) -> Result {
    let seen = Arc::new(Notify::new());
    let counted = Subscription::to("spy", EventInfo::external("order.counted"));
    let tell = seen.clone();
    let listener = move |received: Received<ExternalEvent>| {
        tell.notify_one();
        ready(spy(received.event()))
    };
    let spying = manager.subscribe(counted, listener).await?;
    for (_, info) in manager.subscriptions() {
        println!("listening: {} to {}", info.name(), info.event().name());
    }
    manager.emit("order.counted", &BTreeMap::from([("orders", 2), ("customers", 1)])).await?;
    manager.emit("order.placed", &BTreeMap::from([("order", 7)])).await?; // the typed listener's event, without its type
    manager.send_event(OrderPlaced { order: 8, note: "typed".into() }).await?;
    seen.notified().await;
    println!("stopped: {}", manager.unsubscribe(spying).await); // after what it is handling
    Ok(())
}

#[tokio::main]
async fn main() -> Result {
    let manager = EventManager::builder().provider(Local::new()).build()?;
    manager.run(program).await?;
    Ok(())
}
