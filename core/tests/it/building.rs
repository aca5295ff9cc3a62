//! What `build()` finds before anything connects: all of it together, each with its remedy.

use std::sync::Arc;

use tidings_core::{
    BuildError, Inject, ProblemKind, Recipe, Result, Service,
    delivery::Delivery,
    event::{Event, EventInfo},
    listener::EventListener,
    manager::{Builder, EventManager},
    pipeline::EnvelopePipeline,
    policy::{Backoff, Policy, Retry},
    registration::{Listener, ListenerEntry, Pipeline, PipelineEntry},
    subscription::{ListenerInfo, Place, Subscription},
    testing::{Recorder, Script},
};

use crate::support::*;

fn failing(builder: Builder) -> BuildError {
    builder.build().map(drop).unwrap_err()
}

fn kinds(builder: Builder) -> Vec<ProblemKind> {
    failing(builder).problems().iter().map(|problem| problem.kind).collect()
}

fn listening(subscription: Subscription) -> Builder {
    over(&Script::new()).listen(subscription, Recorder::<Order>::new().listener())
}

/// A service that nobody provides.
struct Clock;

impl Service for Clock {}

/// Two services that need each other.
struct Hen;
struct Egg;

impl Service for Hen {
    fn recipe() -> Option<&'static Recipe<Self>> {
        const RECIPE: Recipe<Hen> = Recipe::new(|| vec![<Arc<Egg> as Inject>::need()], |_| Ok(Arc::new(Hen)));
        Some(&RECIPE)
    }
}

impl Service for Egg {
    fn recipe() -> Option<&'static Recipe<Self>> {
        const RECIPE: Recipe<Egg> = Recipe::new(|| vec![<Arc<Hen> as Inject>::need()], |_| Ok(Arc::new(Egg)));
        Some(&RECIPE)
    }
}

/// A listener as its attribute registers it, in need of this service.
struct Needing<T>(std::marker::PhantomData<fn(T)>);

impl<T: Service> Service for Needing<T> {
    fn recipe() -> Option<&'static Recipe<Self>> {
        const { Some(&Recipe::new(|| vec![<Arc<T> as Inject>::need()], |_| Ok(Arc::new(Needing(std::marker::PhantomData))))) }
    }
}

impl<T: Service> EventListener<Order> for Needing<T> {
    async fn on(&self, _: &Order, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

macro_rules! listeners {
    ($($service:ident: $info:expr;)*) => {$(
        impl Listener for Needing<$service> {
            fn entry() -> &'static ListenerEntry {
                static ENTRY: ListenerEntry = ListenerEntry::new::<Order, Needing<$service>>($info);
                &ENTRY
            }
        }
    )*};
}

listeners! {
    Clock: ListenerInfo::of::<Order>("clock").at(Place::new("shop::clock", "shop/clock.rs", 7)).with_tags(&["slow"]);
    Hen: ListenerInfo::of::<Order>("hen").at(Place::new("shop::hen", "shop/hen.rs", 1));
}

#[test]
fn all_problems_come_together_each_with_its_remedy() {
    let script = Script::new();
    let builder = EventManager::builder().listeners::<(Needing<Clock>, Needing<Hen>)>().provider(script.provider());
    let builder = builder.provide(Arc::new(7_u8)).provide(Arc::new(8_u8));
    let builder = builder.listen(Subscription::of::<Order>("a b"), Recorder::<Order>::new().listener());
    let builder = builder.listen(Subscription::of::<Order>("own").per_process(), Recorder::<Order>::new().listener());
    let builder = builder.listen(Subscription::of::<Order>("clock"), Recorder::<Order>::new().listener());
    let builder = builder.configure("nobody", |policy| policy).expect::<Payment>();
    script.find(tidings_core::Problem::new(ProblemKind::Provider, "the script says no", "change the script"));
    let error = failing(builder.sends::<(Ping, OtherPing)>());
    let found = |kind: ProblemKind| error.problems().iter().any(|problem| problem.kind == kind);
    // A second version needs a program of its own: a test of the facade builds it.
    for kind in ProblemKind::ALL.into_iter().filter(|kind| *kind != ProblemKind::SeveralVersions) {
        assert!(found(kind), "{kind:?} is missing: {error}");
    }
    assert!(error.problems().iter().all(|problem| !problem.message.is_empty() && !problem.remedy.is_empty()));
    let text = error.to_string();
    for part in ["shop/clock.rs:7", "Clock", "Hen", "Egg", "`.server_name(..)`", "change the script", "\"nobody\""] {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
    assert_eq!(script.connections(), 0);
}

/// Has the name of another event.
#[derive(serde::Serialize, serde::Deserialize)]
struct OtherPing;

impl Event for OtherPing {
    type Codec = tidings_core::codec::Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<OtherPing>("ping");
        &INFO
    }
}

/// Has the address of another event.
#[derive(serde::Serialize, serde::Deserialize)]
struct Neighbour;

impl Event for Neighbour {
    type Codec = tidings_core::codec::Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Neighbour>("neighbour").with_address("ping");
        &INFO
    }
}

#[test]
fn two_events_of_one_name_or_one_address_fail() {
    let script = Script::new();
    assert_eq!(kinds(over(&script).sends::<(Ping, OtherPing)>()), [ProblemKind::DuplicateEvent]);
    assert_eq!(kinds(over(&script).sends::<(Ping, Neighbour)>()), [ProblemKind::DuplicateEvent]);
    assert!(over(&script).sends::<(Ping, Ping, Order)>().build().is_ok());
}

#[test]
fn names_that_a_broker_would_misread_fail() {
    for name in [
        "",
        "a b",
        "a::b",
        ":a",
        "a:",
        "a*",
        "a#",
        "a?",
        "a,b",
        "a/b",
        "a%",
        "$a",
        "activemq.a",
        "dead_letter.a",
        "a\u{1}",
    ] {
        assert_eq!(kinds(listening(Subscription::of::<Order>(name))), [ProblemKind::InvalidName], "{name:?}");
        let event = Subscription::to("invoice", EventInfo::external(name));
        assert_eq!(kinds(listening(event)), [ProblemKind::InvalidName], "{name:?}");
    }
    // An address may have a path.
    assert!(listening(Subscription::to("a.b-c_d:e", EventInfo::external("a").with_address("a/b"))).build().is_ok());
}

#[test]
fn two_listeners_of_one_queue_or_one_dead_letter_name_fail_once() {
    let twice = |subscription: Subscription| {
        listening(orders()).server_name("s").listen(subscription, Recorder::<Order>::new().listener())
    };
    assert_eq!(kinds(twice(orders())), [ProblemKind::DuplicateListener]);
    assert_eq!(kinds(twice(orders().per_process())), [ProblemKind::DuplicateListener]);
    // `invoice` of the server `s-t` and `invoice-s` of the server `t` would share a queue; here with one server.
    let same = listening(Subscription::of::<Order>("invoice-s")).server_name("s");
    let same = same.listen(orders().per_process(), Recorder::<Order>::new().listener());
    assert_eq!(kinds(same), [ProblemKind::DuplicateListener]);
    assert!(twice(Subscription::of::<Order>("audit")).build().is_ok());
}

#[test]
fn a_per_process_listener_needs_a_server_name_that_makes_a_queue_name() {
    let own = || listening(orders().per_process());
    assert_eq!(kinds(own()), [ProblemKind::ServerName]);
    assert!(own().server_name("host:8080").build().is_ok());
    for server in ["[::1]:8080", "a::b", "host:", "a b", ""] {
        let error = failing(own().server_name(server));
        // An empty one leaves `invoice-`, which is a name; who says it means something else.
        assert_eq!(error.problems()[0].kind, ProblemKind::ServerName, "{server:?}");
    }
    let error = failing(own().server_name("[::1]:8080"));
    assert!(error.problems()[0].remedy.contains("`--1-8080`"), "{error}");
    // Nobody is per process: the name is not used.
    assert!(listening(orders()).server_name("[::1]:8080").build().is_ok());
}

#[test]
fn policies_that_cannot_work_fail_also_when_they_are_configured() {
    let wrong = [
        Policy::DEFAULT.concurrency(0),
        Policy::DEFAULT.retry(Retry::DEFAULT.attempts(0)),
        Policy::DEFAULT.retry(Retry::DEFAULT.backoff(Backoff::new(PAUSE, PAUSE / 2))),
        Policy::DEFAULT.timeout(std::time::Duration::ZERO),
    ];
    for policy in wrong {
        assert_eq!(kinds(listening(orders().with_policy(policy))), [ProblemKind::InvalidOption], "{policy:?}");
        assert_eq!(kinds(listening(orders()).configure("invoice", move |_| policy)), [ProblemKind::InvalidOption]);
    }
    let configured = listening(orders().concurrency(0)).configure("invoice", |policy| policy.concurrency(4));
    assert!(configured.build().is_ok(), "what counts is what runs");
}

#[tokio::test(start_paused = true)]
async fn a_configured_policy_is_the_one_that_runs() {
    let script = Script::new();
    let recorder = Recorder::<Order>::new();
    let builder = over(&script).listen(orders(), recorder.listener());
    let manager = started(builder.configure("invoice", |policy| policy.retry(Retry::NONE).concurrency(7))).await;
    assert_eq!(manager.subscriptions()[0].1.policy().concurrency, 7);
    recorder.fail_next("no");
    script.queue("invoice").push_event(order(1));
    bounded(script.queue("invoice").settlements(1)).await;
    assert_eq!(script.dead_letters("dead_letter.order.placed.invoice").len(), 1);
}

#[test]
fn a_listener_of_another_event_than_its_subscriptions_fails() {
    let builder = over(&Script::new()).listen(payments(), Recorder::<Order>::new().listener());
    assert_eq!(kinds(builder), [ProblemKind::InvalidOption]);
}

#[test]
fn no_provider_and_two_for_everything_fail() {
    let builder = || EventManager::builder().listeners::<()>();
    assert_eq!(kinds(builder()), [ProblemKind::Provider]);
    let (one, two) = (Script::new(), Script::new());
    assert_eq!(kinds(builder().provider(one.provider()).provider(two.provider())), [ProblemKind::Provider]);
    assert_eq!(kinds(builder().connect("nothing://localhost")), [ProblemKind::Provider]);
}

#[test]
fn a_url_that_cannot_be_used_is_never_shown_since_it_may_hold_a_password() {
    let error = failing(EventManager::builder().listeners::<()>().connect("nothing://ada:secret@localhost"));
    assert!(error.to_string().contains("nothing") && !error.to_string().contains("secret"), "{error}");
}

#[test]
fn what_unselected_listeners_need_does_not_matter() {
    let script = Script::new();
    let both = || EventManager::builder().listeners::<(Needing<Clock>, Needing<Hen>)>().provider(script.provider());
    assert_eq!(failing(both()).problems().len(), 2);
    assert_eq!(kinds(both().only(|listener| listener.name() == "clock")), [ProblemKind::Missing]);
    assert_eq!(kinds(both().only(|listener| listener.tags().contains(&"slow"))), [ProblemKind::Missing]);
    assert_eq!(kinds(both().only(|listener| listener.module() == "shop::hen")), [ProblemKind::Cycle]);
    assert!(both().only(|_| false).build().is_ok());
    assert!(both().only(|listener| listener.name() == "clock").provide(Arc::new(Clock)).build().is_ok());
}

/// A pipeline as its attribute registers it.
struct Session;

impl Service for Session {
    fn recipe() -> Option<&'static Recipe<Self>> {
        const RECIPE: Recipe<Session> = Recipe::new(Vec::new, |_| Ok(Arc::new(Session)));
        Some(&RECIPE)
    }
}

impl EnvelopePipeline for Session {}

impl Pipeline for Session {
    fn entry() -> &'static PipelineEntry {
        static ENTRY: PipelineEntry = PipelineEntry::new::<Session>("Session", 0, Place::UNKNOWN);
        &ENTRY
    }
}

#[test]
fn what_was_expected_but_is_not_there_fails() {
    let script = Script::new();
    assert_eq!(kinds(over(&script).expect::<Order>()), [ProblemKind::NotLinked]);
    assert!(listening(orders()).expect::<Order>().build().is_ok());
    assert_eq!(kinds(over(&script).expect_pipeline::<Session>()), [ProblemKind::NotLinked]);
    assert!(over(&script).pipelines::<(Session,)>().expect_pipeline::<Session>().build().is_ok());
}

#[test]
fn services_that_are_supplied_twice_or_not_at_all_fail_and_a_replacement_wins() {
    let needing = || over(&Script::new()).listeners::<(Needing<Clock>,)>();
    assert_eq!(kinds(needing()), [ProblemKind::Missing]);
    assert_eq!(kinds(needing().provide(Arc::new(Clock)).provide(Arc::new(Clock))), [ProblemKind::ProvidedTwice]);
    assert!(needing().provide(Arc::new(Clock)).replace(Arc::new(Clock)).build().is_ok());
    assert!(needing().factory(|| Ok(Clock)).build().is_ok());
}
