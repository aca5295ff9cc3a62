//! Links a plugin and names nothing in it: its listener, its pipeline and its service work all the same.
//!
//! Run: `cargo run -p linked_plugin`

use plugin as _; // without this line the crate is not linked, and nobody listens
use serde_json::json;
use tidings::prelude::*;

#[tokio::main]
async fn main() -> Result {
    let manager = EventManager::builder().provider(Local::new()).build()?;
    manager.run(async |manager| manager.emit("order.placed", &json!({"order": 7})).await).await?;
    Ok(())
}
