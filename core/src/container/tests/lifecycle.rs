//! Start and stop hooks.

use std::{error::Error as _, future::pending, sync::Arc, time::Duration};

use tokio::time::Instant;

use crate::{
    container::{Container, Inject, Lifecycle, Limits, Need, Recipe, Root, Service, Wiring},
    error::{Failure, Result},
};

use super::{double::Log, start};

/// How a hook of the test ends.
#[derive(Clone, Copy)]
enum End {
    Well,
    Badly,
    InPanic,
    Never,
}

impl End {
    async fn reach(self) -> Result {
        match self {
            Self::Well => Ok(()),
            Self::Badly => Err(Failure::new("no disk")),
            Self::InPanic => panic!("oh"),
            Self::Never => pending().await,
        }
    }
}

/// One service with hooks: its name in the log, and how they end.
struct Hooked {
    name: &'static str,
    log: Arc<Log>,
    start: End,
    stop: End,
}

impl Hooked {
    fn new(name: &'static str, log: Arc<Log>, start: End, stop: End) -> Self {
        log.note(format!("make {name}"));
        Self { name, log, start, stop }
    }

    async fn start(&self) -> Result {
        self.log.note(format!("start {}", self.name));
        self.start.reach().await
    }

    async fn stop(&self) -> Result {
        self.log.note(format!("stop {}", self.name));
        self.stop.reach().await
    }
}

macro_rules! hooked {
    ($($service:ident)*) => {$(
        struct $service(Hooked);
        impl Service for $service {}
        impl Lifecycle for $service {
            async fn start(&self) -> Result {
                self.0.start().await
            }
            async fn stop(&self) -> Result {
                self.0.stop().await
            }
        }
    )*};
}
hooked!(Pool Cache Web);

/// `Web` needs `Cache` needs `Pool`; the start of `Web` and all stops end as given.
fn three(log: &Arc<Log>, web: End, stops: End) -> Wiring {
    let mut container = Container::new();
    container.lifecycle::<Web>().lifecycle::<Cache>().lifecycle::<Pool>().provide(Arc::clone(log));
    container.factory(move |_: Arc<Cache>, log: Arc<Log>| Ok(Web(Hooked::new("web", log, web, stops))));
    container.factory(move |_: Arc<Pool>, log: Arc<Log>| Ok(Cache(Hooked::new("cache", log, End::Well, stops))));
    container.factory(move |log: Arc<Log>| Ok(Pool(Hooked::new("pool", log, End::Well, stops))));
    container.wire(&[Root::new("listener a", vec![Need::of::<Web>()])]).unwrap()
}

const STARTED: [&str; 6] = ["make pool", "make cache", "make web", "start pool", "start cache", "start web"];

#[tokio::test(start_paused = true)]
async fn hooks_run_in_the_order_of_need_after_all_is_made_and_stop_in_reverse() {
    let log = Arc::new(Log::default());
    let services = three(&log, End::Well, End::Well).start(Vec::new(), Limits::default()).await.unwrap();
    assert_eq!(log.notes(), STARTED);
    assert!(services.stop(Duration::from_secs(1)).await.is_empty());
    assert_eq!(log.notes()[6..], ["stop web", "stop cache", "stop pool"]);
}

#[tokio::test(start_paused = true)]
async fn a_second_stop_does_nothing() {
    let log = Arc::new(Log::default());
    let services = three(&log, End::Well, End::Badly).start(Vec::new(), Limits::default()).await.unwrap();
    assert_eq!(services.stop(Duration::from_secs(1)).await.len(), 3);
    assert!(services.stop(Duration::from_secs(1)).await.is_empty());
    assert_eq!(log.notes().len(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_start_hook_that_fails_stops_what_was_started_and_names_the_service() {
    let log = Arc::new(Log::default());
    let error = three(&log, End::Badly, End::Well).start(Vec::new(), Limits::default()).await.unwrap_err();
    assert_eq!(log.notes()[..6], STARTED);
    assert_eq!(log.notes()[6..], ["stop cache", "stop pool"]);
    assert!(error.to_string().starts_with("could not start a service: the service failed (service: tidings_core::"));
    assert!(error.to_string().contains("::Web)"), "{error}");
    assert_eq!(error.source().unwrap().to_string(), "no disk");
}

#[tokio::test(start_paused = true)]
async fn stop_hooks_that_fail_while_a_start_is_undone_are_told_too() {
    let log = Arc::new(Log::default());
    let error = three(&log, End::Badly, End::Badly).start(Vec::new(), Limits::default()).await.unwrap_err();
    let besides: Vec<_> = error.context().filter(|(key, _)| *key == "besides").map(|(_, value)| value).collect();
    assert!(besides[0].contains("::Cache") && besides[1].contains("::Pool"), "{besides:?}");
}

#[tokio::test(start_paused = true)]
async fn a_start_hook_that_panics_or_hangs_is_a_failed_start() {
    let log = Arc::new(Log::default());
    let limits = Limits { start: Duration::from_secs(5), stop: Duration::from_secs(1) };
    let error = three(&log, End::InPanic, End::Well).start(Vec::new(), limits).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "panicked: oh");
    let began = Instant::now();
    let error = three(&log, End::Never, End::Never).start(Vec::new(), limits).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "it was not done within its time limit");
    assert_eq!(began.elapsed(), Duration::from_secs(6));
}

#[tokio::test(start_paused = true)]
async fn each_stop_hook_runs_although_others_fail_panic_or_hang() {
    for (end, took) in [(End::Badly, 0), (End::InPanic, 0), (End::Never, 3)] {
        let log = Arc::new(Log::default());
        let services = three(&log, End::Well, end).start(Vec::new(), Limits::default()).await.unwrap();
        let began = Instant::now();
        assert_eq!(services.stop(Duration::from_secs(3)).await.len(), 3);
        assert_eq!(began.elapsed(), Duration::from_secs(took));
        assert_eq!(log.notes()[6..], ["stop web", "stop cache", "stop pool"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_whose_hooks_are_asked_for_is_made_although_nothing_needs_it() {
    let log = Arc::new(Log::default());
    let mut container = Container::new();
    container.lifecycle::<Pool>();
    container.provide(Arc::new(Pool(Hooked::new("pool", Arc::clone(&log), End::Well, End::Well))));
    start(container, Vec::new()).await.unwrap();
    assert_eq!(log.notes(), ["make pool", "start pool"]);
    let mut container = Container::new();
    container.lifecycle::<Pool>();
    assert!(container.wire(&[]).unwrap_err()[0].message.contains("needed by `.lifecycle::<tidings_core::"));
}

struct Worker(Arc<Log>);
impl Lifecycle for Worker {
    async fn start(&self) -> Result {
        self.0.note("start worker");
        Ok(())
    }
}
impl Service for Worker {
    fn recipe() -> Option<&'static Recipe<Self>> {
        const RECIPE: Recipe<Worker> = Recipe::new(
            || vec![<Arc<Log> as Inject>::need()],
            |services| Ok(Arc::new(Worker(Inject::inject(services)?))),
        )
        .with_lifecycle();
        Some(&RECIPE)
    }
}

#[tokio::test(start_paused = true)]
async fn a_recipe_with_a_lifecycle_runs_its_hooks_once() {
    let log = Arc::new(Log::default());
    let mut container = Container::new();
    container.provide(Arc::clone(&log)).lifecycle::<Worker>();
    start(container, vec![Need::of::<Worker>()]).await.unwrap();
    assert_eq!(log.notes(), ["start worker"]);
}

#[tokio::test(start_paused = true)]
async fn a_value_in_the_place_of_a_recipe_is_not_started() {
    let log = Arc::new(Log::default());
    let mut container = Container::new();
    container.replace(Arc::new(Worker(Arc::clone(&log))));
    start(container, vec![Need::of::<Worker>()]).await.unwrap();
    assert!(log.notes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_limit_may_be_as_long_as_a_duration_can_be() {
    let log = Arc::new(Log::default());
    let limits = Limits { start: Duration::MAX, stop: Duration::MAX };
    let services = three(&log, End::Well, End::Well).start(Vec::new(), limits).await.unwrap();
    assert!(services.stop(Duration::MAX).await.is_empty());
}
