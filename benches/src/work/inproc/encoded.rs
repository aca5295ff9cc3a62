use std::hint::black_box;

use tidings::prelude::*;
use tidings_bench_measure::{Meter, Outcome, Work, repeat};

use super::{started, tick::HANDLED};

/// An order as a shop would send it: about 200 bytes of JSON.
#[event(name = "bench.placed")]
#[derive(Clone)]
struct Placed {
    id: u64,
    customer: String,
    street: String,
    city: String,
    amount: f64,
    items: Vec<u32>,
}

fn placed(id: u64) -> Placed {
    Placed {
        id,
        customer: "Ada Lovelace".into(),
        street: "12 St James's Square, second floor".into(),
        city: "London, United Kingdom".into(),
        amount: 1234.5,
        items: vec![101, 202, 303, 404, 505, 606],
    }
}

/// Both sides make the event, so that only the way of it differs.
pub(super) fn json_alone() -> Box<dyn Work> {
    repeat(async |events| {
        let meter = Meter::start();
        for n in 0..events {
            let bytes = serde_json::to_vec(&placed(n))?;
            black_box(serde_json::from_slice::<Placed>(black_box(&bytes))?);
        }
        Ok(meter.stop(events))
    })
}

#[event_listener(Placed, name = "bench.count_placed")]
struct Counts;

impl EventListener<Placed> for Counts {
    async fn on(&self, event: &Placed, _: Delivery<'_>) -> Result {
        black_box(event);
        HANDLED.count();
        Ok(())
    }
}

pub(super) async fn encoded() -> Outcome<Box<dyn Work>> {
    let builder = EventManager::builder().provider(Local::encoded());
    let manager = started(builder.listeners::<(Counts,)>()).await?;
    Ok(repeat(async move |events| {
        let handled = HANDLED.expect(events);
        let meter = Meter::start();
        for n in 0..events {
            manager.send_event(placed(n)).await?;
        }
        handled.reached().await;
        Ok(meter.stop(events))
    }))
}
