//! Sends ten orders.
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use tidings::prelude::*;

use super::event::{OrderPlaced, builder, server};

pub(crate) async fn publish(url: &str) -> Result {
    let server = server("shop-1");
    let manager = builder(url)
        .server_name(server.as_str())
        .sends::<(OrderPlaced,)>() // so that a missing right shows at the start
        .build()?;
    let send = async |manager: EventManager| {
        let orders = (1..=10).map(|order| OrderPlaced { order, server: server.clone() });
        // One behind the other without waiting for each: the broker confirms them together.
        for sent in manager.send_events(orders).await {
            sent?;
        }
        println!("the broker has taken 10 orders of {server}");
        Ok::<(), Failure>(())
    };
    manager.run(send).await?;
    Ok(())
}
