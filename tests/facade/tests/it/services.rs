//! `#[injectable]` and `#[provided]`

use std::sync::atomic::{AtomicU32, Ordering};

use tidings::prelude::*;

use crate::log::{Log, inline, run};

#[event(name = "services.asked")]
struct Asked;

#[injectable(lifecycle)]
#[derive(Debug)]
struct Pool {
    log: Arc<Log>,
    #[inject(default)]
    opened: AtomicU32,
}

impl Lifecycle for Pool {
    async fn start(&self) -> Result {
        self.opened.fetch_add(1, Ordering::Relaxed);
        self.log.add("pool opened");
        Ok(())
    }

    async fn stop(&self) -> Result {
        self.log.add("pool closed");
        Ok(())
    }
}

/// Made by a constructor that waits and may fail.
struct Orders(Arc<Pool>, bool);

#[injectable]
impl Orders {
    async fn new(pool: Arc<Pool>, name: Provided<String>, absent: Option<Arc<Absent>>) -> Result<Self> {
        std::future::ready(()).await;
        match name.as_str() {
            "broken" => Err(Failure::permanent("the name is broken")),
            _ => Ok(Self(pool, absent.is_some())),
        }
    }
}

#[provided]
struct Absent;

trait Net: Send + Sync {
    fn send(&self) -> String;
}

#[injectable(as = dyn Net)]
struct Smtp(Arc<Orders>);

impl Net for Smtp {
    fn send(&self) -> String {
        format!("sent after {} with {}", self.0.0.opened.load(Ordering::Relaxed), self.0.1)
    }
}

#[event_listener(as = Ask, manual)]
async fn ask(_: &Asked, net: &dyn Net, same: Arc<Smtp>, log: &Log) -> Result {
    log.add(net.send());
    log.add(same.send());
    Ok(())
}

#[tokio::test]
async fn services_are_made_by_fields_and_by_constructors_and_stand_for_traits() {
    let log = Arc::new(Log::default());
    let builder = inline(&log).provide(Arc::new("orders".to_owned())).listeners::<(Ask,)>();
    run(builder, async |manager| manager.send_event(Asked).await.unwrap()).await;
    assert_eq!(log.lines(), ["pool opened", "sent after 1 with false", "sent after 1 with false", "pool closed"]);
}

#[tokio::test]
async fn a_constructor_that_fails_fails_the_start_and_says_why() {
    let log = Arc::new(Log::default());
    let manager = inline(&log).provide(Arc::new("broken".to_owned())).listeners::<(Ask,)>().build().unwrap();
    let error = manager.start().await.unwrap_err();
    let said = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source());
    let said: Vec<String> = said.map(ToString::to_string).collect();
    assert!(said.join(": ").contains("the name is broken"), "{said:?}");
}

#[tokio::test]
async fn what_is_replaced_is_not_made() {
    struct Double;
    impl Net for Double {
        fn send(&self) -> String {
            "double".to_owned()
        }
    }

    let log = Arc::new(Log::default());
    #[event_listener(as = AskNet, manual)]
    async fn ask_net(_: &Asked, net: &dyn Net, log: &Log) {
        log.add(net.send());
    }
    let builder = inline(&log).replace::<dyn Net>(Arc::new(Double)).listeners::<(AskNet,)>();
    run(builder, async |manager| manager.send_event(Asked).await.unwrap()).await;
    assert_eq!(log.lines(), ["double"]);
}
