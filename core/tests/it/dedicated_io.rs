use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use async_trait::async_trait;
use tidings_core::{
    Error, Problem, Result,
    delivery::{ExternalEvent, Received},
    event::EventInfo,
    manager::EventManager,
    provider::{Capabilities, Claim, Connection, Context, Provider},
    subscription::Subscription,
    testing::{Script, ScriptedProvider},
};
use tokio::time::timeout;

/// A provider whose own task says that it is alive whenever it is asked.
struct Alive {
    inner: ScriptedProvider,
    asked: Mutex<Option<tokio::sync::mpsc::UnboundedReceiver<mpsc::Sender<String>>>>,
}

#[async_trait]
impl Provider for Alive {
    fn name(&self) -> &str {
        "alive"
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn check(&self, claims: &[Claim]) -> Vec<Problem> {
        self.inner.check(claims)
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        if let Some(mut asked) = self.asked.lock().unwrap().take() {
            context.runtime.spawn(async move {
                while let Some(answer) = asked.recv().await {
                    let name = thread::current().name().unwrap_or_default().to_owned();
                    answer.send(name).unwrap();
                }
            });
        }
        self.inner.connect(context).await
    }
}

#[tokio::test]
async fn a_listener_that_blocks_its_thread_stops_nothing_of_a_connection_on_a_thread_of_its_own() {
    let script = Script::new();
    let (ask, asked) = tokio::sync::mpsc::unbounded_channel::<mpsc::Sender<String>>();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let provider = Alive { inner: script.provider(), asked: Mutex::new(Some(asked)) };
    let manager = EventManager::builder()
        .provider(provider)
        .dedicated_io()
        .listeners::<()>()
        .listen(Subscription::to("blocker", EventInfo::external("blocked")), move |_: Received<ExternalEvent>| {
            let (answer, answered) = mpsc::channel();
            ask.send(answer).unwrap();
            // The test's only thread waits here, until the provider's task has answered.
            tell.send(answered.recv_timeout(Duration::from_secs(30))).unwrap();
            std::future::ready(Result::Ok(()))
        })
        .build()
        .unwrap();
    let whole = async {
        manager.start().await.unwrap();
        script.queue("blocker").push_bytes::<ExternalEvent>("{}", |_| ());
        assert_eq!(told.recv().await.unwrap().unwrap(), "tidings-io");
        manager.shutdown().await.unwrap();
    };
    timeout(Duration::from_secs(60), whole).await.unwrap();
}
