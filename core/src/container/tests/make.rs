//! How services are constructed and injected.

use std::{error::Error as _, sync::Arc, time::Duration};

use tokio::time::sleep;

use crate::{
    container::{Container, Given, Inject, Limits, Need, Provided, Recipe, Resolver, Root, Service},
    error::{ErrorKind, Failure, Result},
};

use super::{double::Log, given, root, start};

trait Clock: Send + Sync {
    fn now(&self) -> u64;
}
impl Service for dyn Clock {}

struct Fixed(u64);
impl Clock for Fixed {
    fn now(&self) -> u64 {
        self.0
    }
}
impl Service for Fixed {}

struct Shop {
    clock: Arc<dyn Clock>,
    label: Option<Provided<String>>,
}
impl Service for Shop {
    fn recipe() -> Option<&'static Recipe<Self>> {
        const RECIPE: Recipe<Shop> = Recipe::later(
            || vec![<Arc<dyn Clock> as Inject>::need(), <Option<Provided<String>> as Inject>::need()],
            |services| {
                Box::pin(async {
                    tokio::task::yield_now().await;
                    Ok(Arc::new(Shop { clock: Inject::inject(services)?, label: Inject::inject(services)? }))
                })
            },
        );
        Some(&RECIPE)
    }
}

/// A handle that is injected by value, as the publisher is.
#[derive(Clone)]
struct Handle(u8);
impl Inject for Handle {
    fn need() -> Need {
        Need::provided::<Self>()
    }
    fn inject(services: &Resolver) -> Result<Self> {
        services.require::<Self>().map(|handle| (*handle).clone())
    }
}

#[tokio::test(start_paused = true)]
async fn a_recipe_may_wait_and_gets_what_it_needs() {
    let mut container = Container::new();
    container.provide::<dyn Clock>(Arc::new(Fixed(7))).provide(Arc::new("corner".to_owned()));
    let services = start(container, vec![Need::of::<Shop>()]).await.unwrap();
    let shop = services.get::<Shop>().unwrap();
    assert_eq!((shop.clock.now(), shop.label.as_ref().map(|label| label.as_str())), (7, Some("corner")));
}

#[tokio::test(start_paused = true)]
async fn an_optional_service_that_nobody_supplies_is_none() {
    let mut container = Container::new();
    container.provide::<dyn Clock>(Arc::new(Fixed(7)));
    let services = start(container, vec![Need::of::<Shop>()]).await.unwrap();
    assert!(services.get::<Shop>().unwrap().label.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_binding_shows_the_same_instance_as_another_type() {
    let mut container = Container::new();
    container.factory(|| Ok(Fixed(3))).bind(|fixed: Arc<Fixed>| fixed as Arc<dyn Clock>);
    let services = start(container, vec![Need::of::<Shop>(), Need::of::<Fixed>()]).await.unwrap();
    let (one, other) = (services.get::<Fixed>().unwrap(), services.get::<dyn Clock>().unwrap());
    assert!(std::ptr::addr_eq(Arc::as_ptr(&one), Arc::as_ptr(&other)));
}

#[tokio::test(start_paused = true)]
async fn a_service_is_made_once_and_shared() {
    let log = Arc::new(Log::default());
    let mut container = Container::new();
    container.provide(Arc::clone(&log));
    container.factory(|log: Arc<Log>| {
        log.note("made");
        Ok(Fixed(1))
    });
    container.bind(|fixed: Arc<Fixed>| fixed as Arc<dyn Clock>);
    start(container, vec![Need::of::<Shop>(), Need::of::<dyn Clock>(), Need::of::<Fixed>()]).await.unwrap();
    assert_eq!(log.notes(), ["made"]);
}

#[tokio::test(start_paused = true)]
async fn a_factory_may_be_a_function_a_closure_or_an_async_closure() {
    struct One;
    struct Two;
    struct Three(u64);
    fn one(_: Arc<Fixed>) -> Result<One> {
        Ok(One)
    }
    async fn two(_: Arc<Fixed>, _: Option<Provided<One>>) -> Result<Two> {
        Ok(Two)
    }
    let mut container = Container::new();
    container.provide(Arc::new(Fixed(4))).factory(one).factory(two);
    container.factory(async |_: Provided<One>, _: Provided<Two>, fixed: Arc<Fixed>| Ok(Three(fixed.now())));
    let services = start(container, vec![Need::provided::<Three>()]).await.unwrap();
    assert_eq!(services.get::<Three>().unwrap().0, 4);
}

#[tokio::test(start_paused = true)]
async fn a_value_that_is_handed_over_wins_over_the_recipe_and_a_replacement_over_both() {
    let shop = |now| Arc::new(Shop { clock: Arc::new(Fixed(now)), label: None });
    let mut container = Container::new();
    container.provide(shop(1));
    let services = start(container, vec![Need::of::<Shop>()]).await.unwrap();
    assert_eq!(services.get::<Shop>().unwrap().clock.now(), 1);

    let mut container = Container::new();
    container.provide(shop(1)).replace(shop(2));
    let services = start(container, vec![Need::of::<Shop>()]).await.unwrap();
    assert_eq!(services.get::<Shop>().unwrap().clock.now(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_promised_handle_is_given_at_the_start_and_injected_by_value() {
    let mut container = Container::new();
    container.promise::<Handle>().factory(|handle: Handle| Ok(u32::from(handle.0)));
    let wiring = container.wire(&[root::<Provided<u32>>("a"), root::<Option<Handle>>("b")]).unwrap();
    let services = wiring.start(given(Handle(9)), Limits::default()).await.unwrap();
    assert_eq!(services.get::<u32>().as_deref(), Some(&9));
    assert!(<Option<Handle> as Inject>::inject(services.resolver()).unwrap().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_promise_that_is_not_kept_names_the_service() {
    let mut container = Container::new();
    container.promise::<Handle>();
    let wiring = container.wire(&[root::<Handle>("a")]).unwrap();
    let wrong = vec![Given::new(Arc::new(1_u8))];
    let error = wiring.start(wrong, Limits::default()).await.unwrap_err();
    assert!(error.to_string().contains("make::Handle"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_constructor_that_fails_is_named_with_its_cause() {
    let mut container = Container::new();
    container.factory(|| -> Result<Fixed> { Err(Failure::permanent("the file is empty")) });
    let error = start(container, vec![Need::of::<Fixed>()]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Construction);
    assert!(!error.is_retryable());
    let name = "tidings_core::container::tests::make::Fixed";
    assert_eq!(error.to_string(), format!("could not construct a service: the service failed (service: {name})"));
    assert_eq!(error.source().unwrap().to_string(), "the file is empty");
}

#[tokio::test(start_paused = true)]
async fn a_constructor_that_panics_fails_the_start_and_no_more() {
    let mut container = Container::new();
    container.factory(|| -> Result<Fixed> { panic!("no {}", "file") });
    let error = start(container, vec![Need::of::<Fixed>()]).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "panicked: no file");
}

#[tokio::test(start_paused = true)]
async fn constructors_together_end_within_the_start_limit() {
    struct Slow;
    let mut container = Container::new();
    container.factory(async || {
        sleep(Duration::from_secs(6)).await;
        Ok(Fixed(1))
    });
    container.factory(async |_: Arc<Fixed>| {
        sleep(Duration::from_secs(6)).await;
        Ok(Slow)
    });
    let wiring = container.wire(&[Root::new("a", vec![Need::provided::<Slow>()])]).unwrap();
    let (limits, began) = (Limits { start: Duration::from_secs(10), ..Limits::default() }, tokio::time::Instant::now());
    let error = wiring.start(Vec::new(), limits).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(10));
    assert!(error.is_retryable() && error.to_string().contains("Slow"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_start_that_failed_can_be_repeated() {
    let log = Arc::new(Log::default());
    let mut container = Container::new();
    container.provide(Arc::clone(&log)).factory(|log: Arc<Log>| {
        log.note("tried");
        if log.notes().len() < 2 { Err("not yet".into()) } else { Ok(Fixed(1)) }
    });
    let wiring = container.wire(&[root::<Arc<Fixed>>("a")]).unwrap();
    assert!(wiring.start(Vec::new(), Limits::default()).await.is_err());
    assert!(wiring.start(Vec::new(), Limits::default()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn services_are_dropped_in_the_reverse_order_of_their_making() {
    struct Noted(&'static str, Arc<Log>);
    impl Drop for Noted {
        fn drop(&mut self) {
            self.1.note(self.0);
        }
    }
    struct First(#[expect(dead_code, reason = "notes its drop")] Noted);
    struct Second(#[expect(dead_code, reason = "notes its drop")] Noted);
    let log = Arc::new(Log::default());
    let mut container = Container::new();
    container.provide(Arc::clone(&log)).factory(|log: Arc<Log>| Ok(First(Noted("first", log))));
    container.factory(|log: Arc<Log>| Ok(Second(Noted("second", log))));
    drop(start(container, vec![Need::provided::<First>(), Need::provided::<Second>()]).await.unwrap());
    assert_eq!(log.notes(), ["second", "first"]);
}
