//! A pipeline sees every event on its way out and in. This one carries the session of whoever sends to whoever handles.
//!
//! Run: `cargo run --example pipelines`
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use tidings::prelude::*;

tokio::task_local! {
    /// The session on whose behalf the task runs.
    static SESSION: String;
}

fn session() -> String {
    SESSION.try_with(String::clone).unwrap_or_else(|_| "nobody".into())
}

#[event]
struct OrderPlaced {
    order: u64,
}

#[event]
struct InvoiceWritten {
    order: u64,
}

/// Captures the session on sending, and restores it about the listener.
#[envelope_pipeline(order = 10)]
struct Sessions;

impl EnvelopePipeline for Sessions {
    fn send(&self, envelope: &mut Envelope) -> Result {
        envelope.set("session", session());
        Ok(())
    }

    async fn around_handle(&self, delivery: Delivery<'_>, next: HandleNext<'_>) -> Result {
        let session = delivery.envelope().get("session").unwrap_or("nobody").to_owned();
        SESSION.scope(session, next.run()).await
    }
}

/// Surrounds the listener too, but within `Sessions`: handling goes through the pipelines in reverse.
#[envelope_pipeline(order = 20)]
struct Trace;

impl EnvelopePipeline for Trace {
    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result {
        println!("{} arrives at {}", envelope.event().name(), listener.name());
        Ok(())
    }

    async fn around_handle(&self, delivery: Delivery<'_>, next: HandleNext<'_>) -> Result {
        let result = next.run().await;
        println!("{} is handled; well: {}", delivery.envelope().event().name(), result.is_ok());
        result
    }
}

#[event_listener]
async fn write_invoice(event: &OrderPlaced, events: &Publisher) -> Result {
    println!("order {} of {}", event.order, session());
    events.send_event(InvoiceWritten { order: event.order }).await?;
    Ok(())
}

#[event_listener]
fn print(event: &InvoiceWritten) {
    println!("invoice of order {} for {}", event.order, session());
}

#[tokio::main]
async fn main() -> Result {
    let manager = EventManager::builder().provider(Local::new()).build()?;
    let send = async |manager: EventManager| {
        SESSION.scope("ada".into(), manager.send_event(OrderPlaced { order: 1 })).await?;
        manager.send_event(OrderPlaced { order: 2 }).await?;
        Ok::<(), Failure>(())
    };
    manager.run(send).await?;
    Ok(())
}
