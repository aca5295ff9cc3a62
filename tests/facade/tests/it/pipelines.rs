//! `#[envelope_pipeline]`

use tidings::{prelude::*, registration::Pipeline};

use crate::log::{Log, inline, run};

#[event(name = "pipelines.placed")]
struct Placed;

#[envelope_pipeline(name = "outer", order = -10, manual)]
struct Outer(Arc<Log>);

impl EnvelopePipeline for Outer {
    fn send(&self, envelope: &mut Envelope) -> Result {
        envelope.set("session", "7");
        Ok(())
    }

    async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
        self.0.add("outer begins");
        let result = next.run().await;
        self.0.add("outer ends");
        result
    }
}

#[envelope_pipeline(manual)]
struct Inner {
    log: Arc<Log>,
}

impl EnvelopePipeline for Inner {
    async fn around_send(&self, envelope: &Envelope, next: SendNext<'_>) -> Result {
        self.log.add(format!("sending with session {:?}", envelope.get("session")));
        next.run().await
    }
}

#[event_listener(as = Receive, manual)]
fn receive(_: &Placed, delivery: Delivery<'_>, log: &Log) {
    log.add(format!("received with session {:?}", delivery.envelope().get("session")));
}

#[test]
fn a_pipeline_is_what_its_options_say() {
    assert_eq!((Outer::entry().name(), Outer::entry().order()), ("outer", -10));
    assert_eq!((Inner::entry().name(), Inner::entry().order()), ("Inner", 0));
    assert_eq!(Inner::entry().place().module, module_path!());
}

#[tokio::test]
async fn pipelines_intercept_sending_and_handling_with_their_fields_injected() {
    let log = Arc::new(Log::default());
    let builder = inline(&log).listeners::<(Receive,)>().pipelines::<(Inner, Outer)>();
    run(builder, async |manager| manager.send_event(Placed).await.unwrap()).await;
    let session = r#"session Some("7")"#;
    let expected =
        [&format!("sending with {session}"), "outer begins", &format!("received with {session}"), "outer ends"];
    assert_eq!(log.lines(), expected);
}
