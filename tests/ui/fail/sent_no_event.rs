//! What is sent is no event.
//! Remedy: put `#[event]` on the definition
use tidings::prelude::*;

async fn send(events: Publisher) {
    let _ = events.send_event(7_u32).await;
}

fn main() {}
