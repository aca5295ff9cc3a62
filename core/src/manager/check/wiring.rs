//! Who needs what, and who was expected.

use std::collections::HashSet;

use super::{Binding, PipelineBinding, PlannedListener, PlannedPipeline};
use crate::{
    container::Root,
    error::{Problem, ProblemKind},
    event::EventRef,
};

const NOT_LINKED: &str = "name its crate somewhere, as in `use the_crate as _;`, or check `.listeners` and `.only`";

pub(super) fn expectations(
    events: &[EventRef],
    pipelines: &[&'static str],
    listeners: &[PlannedListener],
    present: &[PlannedPipeline],
    problems: &mut Vec<Problem>,
) {
    let heard: Vec<EventRef> = listeners.iter().map(|listener| listener.info.event()).collect();
    let heard: HashSet<&str> = heard.iter().map(|event| event.name()).collect();
    for event in events {
        if !heard.contains(event.name()) {
            let message = format!("a listener of {} was expected, but none is there", event.type_name());
            problems.push(Problem::new(ProblemKind::NotLinked, message, NOT_LINKED));
        }
    }
    for name in pipelines {
        if !present.iter().any(|pipeline| pipeline.name == *name) {
            let message = format!("the pipeline {name:?} was expected, but is not there");
            problems.push(Problem::new(ProblemKind::NotLinked, message, NOT_LINKED));
        }
    }
}

pub(super) fn roots(listeners: &[PlannedListener], pipelines: &[PlannedPipeline]) -> Vec<Root> {
    let mut roots = Vec::new();
    for listener in listeners {
        if let Binding::Entry(entry) = listener.binding {
            let who = format!("listener {:?} ({})", listener.info.name(), listener.info.place());
            roots.push(Root::new(who, entry.needs()));
        }
    }
    for pipeline in pipelines {
        if let PipelineBinding::Entry(entry) = pipeline.binding {
            let who = format!("pipeline {:?} ({})", pipeline.name, entry.place());
            roots.push(Root::new(who, entry.needs()));
        }
    }
    roots
}
