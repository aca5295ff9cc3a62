//! RustStream's broker within the process. It carries bytes, so its cheapest message is one that needs no codec: eight
//! bytes, which the handler reads. Its queues have no bound.

use std::{hint::black_box, sync::LazyLock};

use ruststream::{memory::prelude::*, runtime::RunningApp};
use tidings_bench_measure::{Counter, Meter, Outcome, Work, repeat};

static HANDLED: LazyLock<Counter> = LazyLock::new(Counter::default);

#[derive(Deserialized)]
struct Ticked<'a>(&'a [u8]);

#[derive(Outgoing, Serialized)]
#[outgoing(name = "ticked")]
struct Tick(Vec<u8>);

#[subscriber("ticked")]
async fn look(event: &Ticked<'_>) -> HandlerOutcome {
    black_box(event.0);
    HANDLED.count();
    HandlerOutcome::ack()
}

pub(crate) async fn queued() -> Outcome<Box<dyn Work>> {
    let broker = MemoryBroker::new().bindable();
    let egress = broker.bind(Publish);
    let app = RustStream::new(AppInfo::new("bench", "1.0.0")).with_broker(broker, |b| {
        b.include(look);
    });
    let running: RunningApp = app.start().await?;
    let publisher = running.publisher(egress).await?;
    Ok(repeat(async move |events| {
        let _alive = &running;
        let handled = HANDLED.expect(events);
        let meter = Meter::start();
        for n in 0..events {
            publisher.message(&Tick(n.to_le_bytes().to_vec())).publish().await?;
        }
        handled.reached().await;
        Ok(meter.stop(events))
    }))
}
