//! What is linked is found, unless it is `manual`.

use tidings::{prelude::*, registration::Selection};

#[event(name = "registry.placed")]
struct Placed;

#[event_listener(tags("registry"))]
fn found(_: &Placed) {}

#[event_listener(tags("registry"), manual)]
fn kept_out(_: &Placed) {}

mod inner {
    #[super::event_listener(tags("registry"))]
    fn found_too(_: &super::Placed) {}
}

#[envelope_pipeline(name = "registry.found", order = 5)]
struct Found;

impl EnvelopePipeline for Found {}

#[envelope_pipeline(name = "registry.kept_out", manual)]
struct KeptOut;

impl EnvelopePipeline for KeptOut {}

fn selected(matches: impl Fn(&ListenerInfo) -> bool + Send + Sync + 'static) -> Vec<&'static str> {
    let mut selection = Selection::default();
    selection.only(move |info| info.tags().contains(&"registry") && matches(info));
    selection.listeners().iter().map(|entry| entry.info().name()).collect()
}

#[test]
fn what_is_linked_is_found_unless_it_is_manual() {
    assert_eq!(selected(|_| true), ["found", "found_too"]);
    let pipelines: Vec<&str> = Selection::default().pipelines().iter().map(|entry| entry.name()).collect();
    assert!(pipelines.contains(&"registry.found") && !pipelines.contains(&"registry.kept_out"));
}

#[test]
fn listeners_are_chosen_by_module() {
    assert_eq!(selected(|info| info.module().ends_with("inner")), ["found_too"]);
}
