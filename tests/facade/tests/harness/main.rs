//! The page on testing: what it shows runs here, alone, as in a program of its own.
#![expect(missing_docs, reason = "as in a program")]

use tidings::{prelude::*, testing::TestHarness};

#[event(durable)]
pub struct OrderPlaced {
    pub order: u64,
}

#[event]
pub struct Invoiced {
    pub order: u64,
}

#[event_listener(OrderPlaced, name = "invoice")]
pub struct InvoiceListener {
    events: Publisher,
}

impl EventListener<OrderPlaced> for InvoiceListener {
    async fn on(&self, event: &OrderPlaced, _: Delivery<'_>) -> Result {
        self.events.send_event(Invoiced { order: event.order }).await?;
        Ok(())
    }
}

pub fn app() -> tidings::manager::Builder {
    EventManager::builder().connect("local:")
}

#[tokio::test]
async fn an_order_is_invoiced() -> Result {
    let harness = TestHarness::start(app()).await?;
    harness.send(OrderPlaced { order: 7 }).await?;
    harness.settled().await?;
    assert_eq!(harness.handled::<InvoiceListener>().len(), 1);
    assert_eq!(harness.sent::<Invoiced>()[0].order, 7);
    Ok(())
}

#[tokio::test]
async fn an_order_is_invoiced_at_the_third_attempt() -> Result {
    let harness = TestHarness::start(app()).await?;
    harness.fail_next::<InvoiceListener>(2, "the printer is out of paper");
    harness.send(OrderPlaced { order: 7 }).await?;
    harness.settled().await?;
    assert_eq!(harness.handled::<InvoiceListener>()[0].attempt(), 3);
    Ok(())
}

#[tokio::test]
async fn an_order_of_nobody_is_a_dead_letter() -> Result {
    let harness = TestHarness::start(app()).await?;
    harness.fail_next::<InvoiceListener>(1, Failure::permanent("no such customer"));
    harness.send(OrderPlaced { order: 7 }).await?;
    harness.settled().await?;
    let letters = harness.dead_letters().await?;
    assert_eq!(letters[0].reason(), "no such customer");
    assert_eq!(harness.ledger().listener("invoice").dead_lettered, 1);
    Ok(())
}

#[test]
fn the_page_shows_what_runs_here() {
    let page = include_str!("../../../../docs/testing.md");
    let here = include_str!("main.rs");
    let blocks: Vec<_> = page.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        assert!(here.contains(block), "the page shows what does not run:\n{block}");
    }
}
