//! A listener holds across an await what cannot go to another thread.
//! Remedy: cannot be sent between threads safely
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        let count = std::rc::Rc::new(1);
        std::future::ready(()).await;
        drop(count);
        Ok(())
    }
}

fn main() {}
