//! The notice board at work.
//!
//! Run: `cargo run -p own_provider`
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use own_provider::Notices;
use tidings::prelude::*;

#[event]
struct Pinned {
    text: String,
}

#[event_listener]
fn read(pinned: &Pinned) {
    println!("on the board: {}", pinned.text);
}

#[tokio::main]
async fn main() -> Result {
    let manager = EventManager::builder().provider(Notices).build()?;
    manager.run(async |manager| manager.send_event(Pinned { text: "bread at noon".into() }).await).await?;
    Ok(())
}
