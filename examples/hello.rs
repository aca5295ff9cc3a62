//! Run: `cargo run --example hello`
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use tidings::prelude::*;

#[event]
struct Hello {
    name: String,
}

#[event_listener]
async fn greet(hello: &Hello) {
    println!("Hello, {}!", hello.name);
}

#[tokio::main]
async fn main() -> Result {
    let manager = EventManager::builder().provider(Local::new()).build()?;
    manager.run(async |manager| manager.send_event(Hello { name: "world".into() }).await).await?;
    Ok(())
}
