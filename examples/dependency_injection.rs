//! Services are found by the types of fields and parameters, made once, and handed over in tests.
//!
//! Run: `cargo run --example dependency_injection`
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::sync::atomic::{AtomicU64, Ordering};

use tidings::prelude::*;

#[event]
struct OrderPlaced {
    customer: String,
}

#[event]
struct InvoiceWritten {
    number: u64,
    customer: String,
}

/// The application hands it over: `.provide::<dyn Clock>(..)`.
#[provided]
trait Clock: Send + Sync {
    fn today(&self) -> String;
}

struct Calendar;

impl Clock for Calendar {
    fn today(&self) -> String {
        "the first of May".into()
    }
}

/// What sends mail. The container knows who does: see `Smtp`.
trait Mail: Send + Sync {
    fn send(&self, to: &str, text: &str);
}

/// The container makes it, calls `start` before the first event and `stop` after the last.
#[injectable(as = dyn Mail, lifecycle)]
struct Smtp;

impl Mail for Smtp {
    fn send(&self, to: &str, text: &str) {
        println!("mail to {to}: {text}");
    }
}

impl Lifecycle for Smtp {
    async fn start(&self) -> Result {
        println!("mail: connected");
        Ok(())
    }

    async fn stop(&self) -> Result {
        println!("mail: disconnected");
        Ok(())
    }
}

/// A foreign type, made by the factory in `app`; `Provided` reaches it.
struct Prefix {
    text: &'static str,
}

/// Its fields are injected, but for the one that begins as its default.
#[injectable]
struct Invoices {
    clock: Arc<dyn Clock>,
    prefix: Provided<Prefix>,
    events: Publisher,
    #[inject(default)]
    count: AtomicU64,
}

impl Invoices {
    async fn write(&self, customer: &str) -> Result {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        println!("invoice {}{number} for {customer}, {}", self.prefix.text, self.clock.today());
        self.events.send_event(InvoiceWritten { number, customer: customer.into() }).await?;
        Ok(())
    }
}

/// A function listener names what it needs as parameters.
#[event_listener]
async fn write_invoice(order: &OrderPlaced, invoices: &Invoices) -> Result {
    invoices.write(&order.customer).await
}

/// A struct listener names it as fields.
#[event_listener(InvoiceWritten, name = "notify")]
struct Notify {
    mail: Arc<dyn Mail>,
}

impl EventListener<InvoiceWritten> for Notify {
    async fn on(&self, event: &InvoiceWritten, _: Delivery<'_>) -> Result {
        self.mail.send(&event.customer, &format!("your invoice {} is ready", event.number));
        Ok(())
    }
}

fn app() -> tidings::manager::Builder {
    EventManager::builder()
        .provider(Local::new())
        .provide::<dyn Clock>(Arc::new(Calendar))
        .factory(|| Ok(Prefix { text: "R-" }))
}

#[tokio::main]
async fn main() -> Result {
    let manager = app().build()?; // everything is there, or this says what is missing
    manager.run(async |m| m.send_event(OrderPlaced { customer: "ada".into() }).await).await?;
    Ok(())
}
