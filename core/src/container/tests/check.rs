//! What is found before anything is constructed.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::{
    container::{Container, Inject, Need, Provided, Recipe, Service},
    error::ProblemKind,
};

use super::{problems, root};

struct Clock;
impl Service for Clock {}

trait Net: Send + Sync {}
impl Service for dyn Net {}

struct Mail;
impl Net for Mail {}
impl Service for Mail {
    fn recipe() -> Option<&'static Recipe<Self>> {
        const RECIPE: Recipe<Mail> = Recipe::new(
            || vec![<Arc<Clock> as Inject>::need(), <Arc<dyn Net> as Inject>::need()],
            |_| panic!("the check constructs nothing"),
        );
        Some(&RECIPE)
    }
}

struct Egg;
struct Hen;
impl Service for Egg {}
impl Service for Hen {}

const MAIL: &str = "tidings_core::container::tests::check::Mail";

#[test]
fn everything_missing_is_reported_at_once_with_all_who_need_it_and_a_remedy() {
    let roots =
        [root::<Arc<Mail>>("listener a"), root::<Arc<Clock>>("listener b"), root::<Provided<String>>("listener c")];
    let found = problems(Container::new(), &roots);
    let clock = "tidings_core::container::tests::check::Clock";
    let net = "dyn tidings_core::container::tests::check::Net";
    let remedy = "or say `.factory(..)` or `.bind(..)`";
    assert_eq!(
        found,
        [
            format!(
                "nothing provides `{clock}`, needed by listener b, {MAIL}; hand it over with `.provide::<{clock}>(..)`, {remedy}"
            ),
            format!(
                "nothing provides `alloc::string::String`, needed by listener c; hand it over with `.provide::<alloc::string::String>(..)`, {remedy}"
            ),
            format!("nothing provides `{net}`, needed by {MAIL}; hand it over with `.provide::<{net}>(..)`, {remedy}"),
        ]
    );
}

#[test]
fn what_no_root_reaches_need_not_be_wired() {
    let mut container = Container::new();
    container.factory(|_: Arc<Clock>| -> crate::Result<Egg> { panic!("the check constructs nothing") });
    assert_eq!(problems(container, &[root::<Arc<Egg>>("a")]).len(), 1);
    let mut container = Container::new();
    container.factory(|_: Arc<Clock>| Ok(Egg));
    assert_eq!(problems(container, &[]), [""; 0]);
}

#[test]
fn an_optional_service_may_be_missing_unless_another_requires_it() {
    assert_eq!(problems(Container::new(), &[root::<Option<Arc<Clock>>>("a")]), [""; 0]);
    let both = [root::<Option<Arc<Clock>>>("a"), root::<Arc<Clock>>("b")];
    assert!(problems(Container::new(), &both)[0].contains("needed by b;"));
}

#[test]
fn an_optional_service_that_can_be_made_needs_what_it_needs() {
    assert_eq!(problems(Container::new(), &[root::<Option<Arc<Mail>>>("a")]).len(), 2);
}

#[test]
fn a_promised_service_is_not_missing() {
    let mut container = Container::new();
    container.promise::<Clock>();
    assert_eq!(problems(container, &[root::<Arc<Clock>>("a")]), [""; 0]);
}

#[test]
fn a_cycle_through_factories_and_bindings_is_found_and_shown_whole() {
    let mut container = Container::new();
    container.factory(|_: Arc<Hen>| Ok(Egg));
    container.factory(|_: Arc<dyn Net>| async { Ok(Hen) });
    container.bind(|_: Arc<Egg>| Arc::new(Mail) as Arc<dyn Net>);
    let found = problems(container, &[root::<Arc<Hen>>("a"), root::<Arc<Egg>>("b")]);
    assert_eq!(found.len(), 1, "{found:?}");
    let short = found[0].replace("tidings_core::container::tests::check::", "");
    assert!(short.starts_with("services need each other: `Hen` -> `dyn Net` -> `Egg` -> `Hen`; "), "{short}");
}

#[test]
fn a_service_may_be_supplied_once_and_both_places_are_named() {
    let mut container = Container::new();
    container.provide(Arc::new(Clock)).factory(|| Ok(Clock)).factory(|| Ok(Egg)).factory(|| async { Ok(Egg) });
    container.provide::<dyn Net>(Arc::new(Mail)).bind(|mail: Arc<Mail>| mail as Arc<dyn Net>);
    container.promise::<u8>().provide(Arc::new(1_u8));
    let found = container.wire(&[]).unwrap_err();
    assert!(found.iter().all(|problem| problem.kind == ProblemKind::ProvidedTwice));
    let ways: Vec<_> = found.iter().map(|problem| without_places(&problem.message)).collect();
    let check = "tidings_core::container::tests::check";
    assert_eq!(
        ways,
        [
            format!("`{check}::Clock` is provided more than once: by `.provide` and `.factory`"),
            format!("`{check}::Egg` is provided more than once: by `.factory` and `.factory`"),
            format!("`dyn {check}::Net` is provided more than once: by `.provide` and `.bind`"),
            "`u8` is provided more than once: by the manager itself and `.provide`".to_owned(),
        ]
    );
    assert_eq!(found[1].message.matches(file!()).count(), 2);
}

#[test]
fn a_replacement_stands_in_for_everything_else_but_not_for_another_replacement() {
    let mut container = Container::new();
    container.provide(Arc::new(Clock)).replace(Arc::new(Clock)).replace(Arc::new(Mail));
    assert_eq!(problems(container, &[root::<Arc<Mail>>("a"), root::<Arc<Clock>>("b")]), [""; 0]);
    let mut container = Container::new();
    container.replace(Arc::new(Clock)).replace(Arc::new(Clock));
    assert!(problems(container, &[])[0].contains("replaced more than once"));
}

#[test]
fn a_recipe_is_found_wherever_it_is_known() {
    // `Provided<Mail>` does not know that `Mail` has a recipe; the second need does.
    let mut container = Container::new();
    container.provide(Arc::new(Clock)).provide::<dyn Net>(Arc::new(Mail));
    assert_eq!(problems(container, &[root::<Provided<Mail>>("a"), root::<Arc<Mail>>("b")]), [""; 0]);
}

#[test]
fn the_order_follows_the_roots_and_is_the_same_each_time() {
    let wire = || {
        let mut container = Container::new();
        container.provide::<dyn Net>(Arc::new(Mail)).factory(|_: Arc<Egg>| Ok(Hen)).provide(Arc::new(Clock));
        container.factory(|_: Arc<Mail>, _: Arc<Clock>| Ok(Egg));
        let wiring = container.wire(&[root::<Arc<Hen>>("a"), root::<Arc<Mail>>("b")]).unwrap();
        wiring.services().map(|service| service.name().rsplit("::").next().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(wire(), ["Clock", "Net", "Mail", "Egg", "Hen"]);
    assert_eq!(wire(), wire());
}

#[test]
fn checking_calls_no_user_code_but_the_lists_of_needs() {
    static CALLED: AtomicBool = AtomicBool::new(false);
    let mut container = Container::new();
    container.factory(|| {
        CALLED.store(true, Ordering::Relaxed);
        Ok(Clock)
    });
    assert!(container.wire(&[crate::container::Root::new("a", vec![Need::of::<Clock>()])]).is_ok());
    assert!(!CALLED.load(Ordering::Relaxed));
}

/// The message without ` at file:line:column`.
fn without_places(message: &str) -> String {
    let mut parts = message.split(" at ");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| match part.split_once(" and ") {
        Some((_place, rest)) => text + " and " + rest,
        None => text,
    })
}
