//! Which provider has what.

use std::collections::HashSet;

use super::PlannedListener;
use crate::{
    error::{Problem, ProblemKind},
    event::EventRef,
    manager::plan::{Planned, provider_of},
};

pub(super) fn check(
    providers: &[Planned],
    listeners: &[PlannedListener],
    sends: &[EventRef],
    problems: &mut Vec<Problem>,
) {
    // A URL that no provider could be made of was told already.
    let told = problems.iter().any(|problem| problem.kind == ProblemKind::Provider);
    let mut report = |message: String, remedy: &'static str| {
        problems.push(Problem::new(ProblemKind::Provider, message, remedy));
    };
    if providers.is_empty() && !told {
        let remedy = "say `.provider(Local::new())`, or `.connect(url)` with the URL of a broker";
        report("the manager has no provider".to_owned(), remedy);
    }
    if providers.iter().filter(|planned| planned.events.is_none()).count() > 1 {
        let remedy = "give all but one their events with `.provider_for::<(A, B)>(..)`, or join two with `Split::new`";
        report("two providers want everything".to_owned(), remedy);
    }
    let mut named: HashSet<&str> = HashSet::new();
    for planned in providers {
        let events = planned.events.iter().flatten();
        for event in events {
            if named.contains(event.name()) {
                report(format!("two providers name the event {:?}", event.name()), "name it for one of them");
            }
        }
        named.extend(planned.events.iter().flatten().map(|event| event.name()));
    }
    let mut homeless: HashSet<String> = HashSet::new();
    let used = listeners.iter().map(|listener| listener.info.event()).chain(sends.iter().cloned());
    for event in used.filter(|event| !providers.is_empty() && provider_of(providers, event).is_none()) {
        if homeless.insert(event.name().to_owned()) {
            report(
                format!("no provider has the event {:?}", event.name()),
                "name it in a `.provider_for`, or say `.provider(..)` for everything that no other has",
            );
        }
    }
    for (at, planned) in providers.iter().enumerate() {
        let claims: Vec<_> = listeners.iter().filter(|l| l.provider == at).map(|l| l.claim.clone()).collect();
        problems.extend(planned.provider.check(&claims));
    }
}
