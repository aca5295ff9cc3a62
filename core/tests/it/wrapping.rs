//! Pipelines about handling: what holds of a listener holds of them, of the outermost as of every other.

use std::{future::Future, sync::Arc, time::Duration};

use tidings_core::{
    Result,
    delivery::Delivery,
    listener::EventListener,
    manager::EventManager,
    pipeline::{EnvelopePipeline, HandleNext},
    provider::BodyKind,
    sending::Publisher,
    testing::{Script, To},
};
use tokio::sync::OnceCell;

use crate::support::*;

/// Does what the header of its name says.
struct About(&'static str, Arc<OnceCell<Publisher>>);

impl EnvelopePipeline for About {
    fn around_handle(&self, delivery: Delivery<'_>, next: HandleNext<'_>) -> impl Future<Output = Result> + Send {
        let told = delivery.envelope().get(self.0).unwrap_or_default();
        assert_ne!(told, "panic at once");
        async move {
            assert_ne!(told, "panic");
            match told {
                "hang" => std::future::pending().await,
                // Held back, since nobody listens to it here.
                "send" => self.1.get().unwrap().compose(Ping(1)).delay(PAUSE).send().await?,
                _ => {}
            }
            next.run().await
        }
    }
}

struct Here(Log);

impl EventListener<Order> for Here {
    async fn on(&self, event: &Order, _: Delivery<'_>) -> Result {
        self.0.add(format!("order {}", event.order));
        Ok(())
    }
}

/// Where a listener runs, and what it and two pipelines about it do.
struct Stage {
    manager: EventManager,
    script: Script,
    log: Log,
    is_inline: bool,
}

impl Stage {
    async fn new(is_inline: bool) -> Self {
        let script = Script::new().able(|able| (able.inline, able.body) = (is_inline, BodyKind::Typed));
        let (log, publisher) = (Log::default(), Arc::<OnceCell<Publisher>>::default());
        let listener = orders().timeout(Duration::from_secs(5));
        let builder = over(&script).listen(listener, Here(log.clone()));
        let builder = builder.pipeline("inner", 0, About("inner", publisher.clone()));
        let manager = started(builder.pipeline("outer", 1, About("outer", publisher.clone()))).await;
        publisher.set(manager.publisher()).unwrap();
        Self { manager, script, log, is_inline }
    }

    /// Has an event handled, with a header.
    async fn handle(&self, number: u64, name: &'static str, value: &'static str) {
        if self.is_inline {
            bounded(self.manager.compose(order(number)).header(name, value).send()).await.unwrap();
        } else {
            let queue = self.script.queue("invoice");
            let before = queue.settled().len();
            queue.push_with(order(number), |head| head.headers_mut().set(name, value));
            bounded(queue.settlements(before + 1)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_and_the_time_limit_of_any_of_them_fail_the_attempt_and_the_next_event_is_handled() {
    for is_inline in [true, false] {
        for name in ["outer", "inner"] {
            let stage = Stage::new(is_inline).await;
            let failing = ["panic at once", "panic", "hang"];
            for what in failing {
                stage.handle(1, name, what).await;
            }
            let copies = stage.script.offers();
            assert_eq!(copies.len(), failing.len(), "{name}");
            for copy in copies {
                assert_eq!(*copy.to(), To::Queue("order.placed::invoice".into()));
                assert_eq!((copy.envelope().attempt(), copy.envelope().delay()), (2, Some(PAUSE)));
            }
            stage.handle(2, name, "nothing").await;
            assert_eq!(stage.log.all(), ["order 2"]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_any_of_them_sends_belongs_to_the_conversation_of_what_is_handled() {
    for is_inline in [true, false] {
        for name in ["outer", "inner"] {
            let stage = Stage::new(is_inline).await;
            stage.handle(1, name, "send").await;
            let sent = stage.script.offers().remove(0);
            let cause = sent.envelope().causation_id().map(ToString::to_string);
            assert_eq!(cause, Some(sent.envelope().correlation_id().to_string()), "{name}");
            assert_eq!(stage.log.all(), ["order 1"]);
        }
    }
}
