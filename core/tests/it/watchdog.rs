use std::{
    fmt::{Debug, Write},
    sync::{Mutex, mpsc},
    time::Duration,
};

use tidings_core::{
    Result,
    delivery::{ExternalEvent, Received},
    event::EventInfo,
    manager::EventManager,
    subscription::Subscription,
    testing::Script,
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Hands on each warning as one line.
struct Warnings(Mutex<mpsc::Sender<String>>);

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        struct Line(String);
        impl Visit for Line {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                write!(self.0, "{field}={value:?} ").unwrap();
            }
        }
        let mut line = Line(String::new());
        event.record(&mut line);
        // Other warnings of other tests may come when nobody listens any more.
        drop(self.0.lock().unwrap().send(line.0));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_listener_that_blocks_its_thread_is_named_by_the_watchdog() {
    let (tell, told) = mpsc::channel();
    // Global, since the watchdog is a thread of its own; no other test of this binary sets one.
    tracing::subscriber::set_global_default(Warnings(Mutex::new(tell))).unwrap();
    let (name, mut named) = tokio::sync::mpsc::unbounded_channel();
    let told = Mutex::new(told);
    let script = Script::new();
    let manager = EventManager::builder()
        .provider(script.provider())
        .listeners::<()>()
        .listen(Subscription::to("sleepy", EventInfo::external("slept")), move |_: Received<ExternalEvent>| {
            // Blocks until the warning about this very listener was written.
            let told = told.lock().unwrap();
            let line = std::iter::from_fn(|| told.recv_timeout(Duration::from_secs(30)).ok())
                .find(|line| line.contains("blocks its thread"));
            name.send(line).unwrap();
            std::future::ready(Result::Ok(()))
        })
        .build()
        .unwrap();
    let whole = async {
        manager.start().await.unwrap();
        script.queue("sleepy").push_bytes::<ExternalEvent>("{}", |_| ());
        let line = named.recv().await.unwrap().unwrap();
        assert!(line.contains("sleepy"), "{line}");
        manager.shutdown().await.unwrap();
    };
    tokio::time::timeout(Duration::from_secs(90), whole).await.unwrap();
}
