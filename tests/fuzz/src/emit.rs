//! Whatever JSON is emitted under whatever name, it is refused, handled, or a dead letter with its reason; and the
//! ledger adds up.
//! Run: `scripts/ci/fuzz.sh 30`
#![no_main]

use libfuzzer_sys::fuzz_target;
use tidings_core::{
    Result,
    codec::Json,
    delivery::{ExternalEvent, Received},
    event::{Event, EventInfo},
    manager::EventManager,
    sending::BoxFuture,
    subscription::Subscription,
};
use tidings_testing::TestHarness;

#[derive(serde::Serialize, serde::Deserialize)]
struct Order {
    order: u64,
    #[serde(default)]
    lines: Vec<Option<String>>,
}

impl Event for Order {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Order>("order.placed").durable();
        &INFO
    }
}

// A first line that is not empty is the event's name; the rest is what is emitted.
fuzz_target!(|input: &[u8]| {
    let at = input.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (name, json) = (String::from_utf8_lossy(&input[..at]), &input[(at + 1).min(input.len())..]);
    let name = if name.is_empty() { "order.placed" } else { &*name };
    let Ok(data) = serde_json::from_slice::<serde_json::Value>(json) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let typed = |_: Received<Order>| -> BoxFuture<'static, Result> { Box::pin(async { Ok(()) }) };
        let untyped = |received: Received<ExternalEvent>| -> BoxFuture<'static, Result> {
            Box::pin(async move {
                received.event().to::<Order>()?;
                Ok(())
            })
        };
        let builder = EventManager::builder()
            .listeners::<()>()
            .listen(Subscription::of::<Order>("typed"), typed)
            .listen(Subscription::to("untyped", EventInfo::external("anything")), untyped);
        let harness = TestHarness::start(builder).await.expect("it starts");
        let sent = harness.manager().emit(name, &data).await.is_ok();
        harness.settled().await.expect("it settles");
        let letters = harness.dead_letters().await.expect("they can be read").len() as u64;
        let ledger = harness.shutdown().await.expect("it ends in order");
        ledger.check().expect("it adds up");
        let listened = sent && (name == "order.placed" || name == "anything");
        let ended = ledger.deliveries().accepted + ledger.deliveries().dead_lettered + ledger.deliveries().retried;
        assert!(!listened || ended > 0);
        assert_eq!(ledger.deliveries().dead_lettered, letters);
    });
});
