//! Names that a broker would misread, and names that mean two things.

use std::collections::BTreeMap;

use super::PlannedListener;
use crate::{
    error::{Problem, ProblemKind},
    event::EventRef,
    names::{NameUse, check_name},
};

pub(super) fn check(
    listeners: &[PlannedListener],
    sends: &[EventRef],
    server: Option<&str>,
    problems: &mut Vec<Problem>,
) {
    events(listeners, sends, problems);
    for listener in listeners {
        let (info, name) = (&listener.info, listener.info.name());
        if let Err(error) = check_name(name, NameUse::Name) {
            let message = format!("the name {name:?} of the listener at {} {error}", info.place());
            problems.push(Problem::new(ProblemKind::InvalidName, message, "choose another name"));
        } else if info.is_per_process() && server.is_none_or(str::is_empty) {
            problems.push(Problem::new(
                ProblemKind::ServerName,
                format!("listener {name:?} ({}) is per process, but the manager has no server name", info.place()),
                "say `.server_name(..)`, a name that this process keeps when it comes back, such as its host and port",
            ));
        } else if let Err(error) = check_name(&listener.claim.queue(), NameUse::Name) {
            problems.push(Problem::new(
                ProblemKind::ServerName,
                format!("the queue {:?} of listener {name:?} {error}", listener.claim.queue()),
                "write the server name with `-` in the place of what is refused, as in `--1-8080` for `[::1]:8080`",
            ));
        }
    }
    clashes(listeners, problems);
}

/// One name, and one address, means one event.
fn events(listeners: &[PlannedListener], sends: &[EventRef], problems: &mut Vec<Problem>) {
    let mut all: Vec<EventRef> = Vec::new();
    for event in listeners.iter().map(|listener| listener.info.event()).chain(sends.iter().cloned()) {
        if all.iter().any(|known| same(known, &event)) {
            continue;
        }
        if let Err((name, error)) = event.check() {
            let message = format!("the name {name:?} of the event {} {error}", event.type_name());
            problems.push(Problem::new(ProblemKind::InvalidName, message, "choose another name"));
        }
        for known in &all {
            let (what, name) = if known.name() == event.name() {
                ("name", event.name())
            } else if known.address() == event.address() {
                ("address", event.address())
            } else {
                continue;
            };
            problems.push(Problem::new(
                ProblemKind::DuplicateEvent,
                format!("two events have the {what} {name:?}: {} and {}", known.type_name(), event.type_name()),
                format!("give one of them another {what}"),
            ));
        }
        all.push(event);
    }
}

/// The same event: the same type, or the same name where one of them has no type.
fn same(a: &EventRef, b: &EventRef) -> bool {
    match (a.type_id(), b.type_id()) {
        (Some(a), Some(b)) => a == b,
        _ => a.name() == b.name() && a.address() == b.address(),
    }
}

/// One queue, and one name for dead letters, means one listener.
fn clashes(listeners: &[PlannedListener], problems: &mut Vec<Problem>) {
    let mut queues: BTreeMap<String, Vec<&PlannedListener>> = BTreeMap::new();
    let mut dead_letters: BTreeMap<String, Vec<&PlannedListener>> = BTreeMap::new();
    for listener in listeners {
        queues.entry(listener.claim.queue().into_owned()).or_default().push(listener);
        dead_letters.entry(listener.claim.dead_letter_queue()).or_default().push(listener);
    }
    let mut report = |what: &str, all: &BTreeMap<String, Vec<&PlannedListener>>, told: &mut Vec<String>| {
        for (name, sharing) in all.iter().filter(|(_, sharing)| sharing.len() > 1) {
            let places = sharing.iter().map(|l| format!("{:?} ({})", l.info.name(), l.info.place()));
            let places = places.collect::<Vec<_>>().join(" and ");
            // Two listeners of one queue share their dead letters as well: that is one problem.
            if !told.contains(&places) {
                let message = format!("the {what} {name:?} belongs to two listeners: {places}");
                problems.push(Problem::new(ProblemKind::DuplicateListener, message, "give one of them another name"));
                told.push(places);
            }
        }
    };
    let mut told = Vec::new();
    report("queue", &queues, &mut told);
    report("dead-letter queue", &dead_letters, &mut told);
}
