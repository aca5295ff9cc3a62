//! `#[event_listener]` on structs and `impl` blocks

use std::time::Duration;

use tidings::{
    policy::{Backoff, RetryMode},
    prelude::*,
    registration::Listener,
};

use crate::log::{Log, inline, run};

#[event(name = "listeners.placed")]
struct Placed(u64);

#[event(name = "listeners.cancelled")]
struct Cancelled(u64);

#[event_listener(
    Placed,
    name = "invoice",
    per_process,
    rebalance,
    concurrency = 16,
    prefetch = 7,
    inbox = 10_000,
    retry(attempts = 3, backoff = "10ms..2s", requeue),
    timeout = "5s",
    tags("billing", "listeners"),
    manual
)]
struct Invoice {
    log: Arc<Log>,
    #[inject(default)]
    prefix: Prefix,
}

struct Prefix(&'static str);

impl Default for Prefix {
    fn default() -> Self {
        Self("invoice")
    }
}

impl EventListener<Placed> for Invoice {
    async fn on(&self, event: &Placed, delivery: Delivery<'_>) -> Result {
        self.log.add(format!("{} {} {}", self.prefix.0, event.0, delivery.attempt()));
        Ok(())
    }
}

#[event_listener(Placed, manual, retry(backoff = "1s", in_place))]
struct Numbered(Arc<Log>);

impl EventListener<Placed> for Numbered {
    async fn on(&self, event: &Placed, _: Delivery<'_>) -> Result {
        self.0.add(format!("numbered {}", event.0));
        Ok(())
    }
}

#[injectable]
struct Stock {
    log: Arc<Log>,
}

#[event_listener(name = "stock.placed", tags("impl"))]
impl EventListener<Placed> for Stock {
    async fn on(&self, event: &Placed, _: Delivery<'_>) -> Result {
        self.log.add(format!("taken {}", event.0));
        Ok(())
    }
}

#[event_listener(name = "stock.cancelled", tags("impl"))]
impl EventListener<Cancelled> for Stock {
    async fn on(&self, event: &Cancelled, _: Delivery<'_>) -> Result {
        self.log.add(format!("given back {}", event.0));
        Ok(())
    }
}

#[test]
fn a_listener_is_what_its_options_say() {
    let info = Invoice::entry().info();
    let policy = info.policy();
    assert_eq!((info.name(), info.event().name(), info.is_per_process()), ("invoice", "listeners.placed", true));
    assert!(info.is_rebalancing() && !Numbered::entry().info().is_rebalancing());
    assert_eq!((policy.concurrency, policy.prefetch, policy.timeout), (16, 7, Some(Duration::from_secs(5))));
    assert_eq!(policy.inbox, Some(10_000));
    assert_eq!((policy.retry.attempts, policy.retry.mode), (3, Some(RetryMode::Requeue)));
    assert_eq!(policy.retry.backoff, Backoff::new(Duration::from_millis(10), Duration::from_secs(2)));
    assert_eq!(info.tags(), ["billing", "listeners"]);
    assert_eq!(info.module(), module_path!());
    assert!(info.place().file.ends_with("listeners.rs") && info.place().line > 0);
}

#[test]
fn by_default_a_listener_has_its_types_name_and_the_default_policy() {
    let info = Numbered::entry().info();
    assert_eq!((info.name(), info.is_per_process(), info.policy().concurrency), ("Numbered", false, 1));
    assert_eq!(info.policy().retry.backoff, Backoff::fixed(Duration::from_secs(1)));
    assert_eq!(info.policy().retry.mode, Some(RetryMode::InPlace));
    assert_eq!(info.policy().retry.attempts, 5);
}

#[tokio::test]
async fn structs_receive_with_their_fields_injected() {
    let log = Arc::new(Log::default());
    let builder = inline(&log).server_name("one").listeners::<(Invoice, Numbered)>();
    run(builder, async |manager| manager.send_event(Placed(7)).await.unwrap()).await;
    let mut lines = log.lines();
    lines.sort();
    assert_eq!(lines, ["invoice 7 1", "numbered 7"]);
}

#[tokio::test]
async fn one_service_listens_to_several_events() {
    let log = Arc::new(Log::default());
    let builder = inline(&log).only(|info| info.tags().contains(&"impl") && info.module() == module_path!());
    run(builder, async |manager| {
        manager.send_event(Placed(7)).await.unwrap();
        manager.send_event(Cancelled(7)).await.unwrap();
    })
    .await;
    assert_eq!(log.lines(), ["taken 7", "given back 7"]);
}
