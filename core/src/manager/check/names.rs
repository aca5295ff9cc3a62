//! Names that a broker would misread, and names that mean two things.

use std::{
    any::TypeId,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

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

/// One name, and one address, means one event. It takes as long for each however many there are.
fn events(listeners: &[PlannedListener], sends: &[EventRef], problems: &mut Vec<Problem>) {
    let all: Vec<_> = listeners.iter().map(|listener| listener.info.event()).chain(sends.iter().cloned()).collect();
    let mut known = Met::default();
    for event in &all {
        if known.has(event) {
            continue;
        }
        if let Err((name, error)) = event.check() {
            let message = format!("the name {name:?} of the event {} {error}", event.type_name());
            problems.push(Problem::new(ProblemKind::InvalidName, message, "choose another name"));
        }
        for known in known.alike(event) {
            let (what, name) =
                if known.name() == event.name() { ("name", event.name()) } else { ("address", event.address()) };
            problems.push(Problem::new(
                ProblemKind::DuplicateEvent,
                format!("two events have the {what} {name:?}: {} and {}", known.type_name(), event.type_name()),
                format!("give one of them another {what}"),
            ));
        }
        known.add(event);
    }
}

/// The different events that were met so far, in their order.
#[derive(Default)]
struct Met<'a> {
    all: Vec<&'a EventRef>,
    types: HashSet<TypeId>,
    by_name: HashMap<&'a str, Vec<usize>>,
    by_address: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Met<'a> {
    fn has(&self, event: &EventRef) -> bool {
        let mut of_name = self.by_name.get(event.name()).into_iter().flatten();
        event.type_id().is_some_and(|id| self.types.contains(&id)) || of_name.any(|at| same(self.all[*at], event))
    }

    /// Those of the same name, or the same address.
    fn alike(&self, event: &EventRef) -> impl Iterator<Item = &'a EventRef> {
        let of_name = self.by_name.get(event.name()).into_iter().flatten();
        let of_address = self.by_address.get(event.address()).into_iter().flatten();
        let alike: BTreeSet<usize> = of_name.chain(of_address).copied().collect();
        alike.into_iter().map(|at| self.all[at])
    }

    fn add(&mut self, event: &'a EventRef) {
        let at = self.all.len();
        self.all.push(event);
        self.types.extend(event.type_id());
        self.by_name.entry(event.name()).or_default().push(at);
        self.by_address.entry(event.address()).or_default().push(at);
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
    let mut report = |what: &str, all: &BTreeMap<String, Vec<&PlannedListener>>, told: &mut BTreeSet<String>| {
        for (name, sharing) in all.iter().filter(|(_, sharing)| sharing.len() > 1) {
            let places = sharing.iter().map(|l| format!("{:?} ({})", l.info.name(), l.info.place()));
            let places = places.collect::<Vec<_>>().join(" and ");
            // Two listeners of one queue share their dead letters as well: that is one problem.
            if !told.contains(&places) {
                let message = format!("the {what} {name:?} belongs to two listeners: {places}");
                problems.push(Problem::new(ProblemKind::DuplicateListener, message, "give one of them another name"));
                told.insert(places);
            }
        }
    };
    let mut told = BTreeSet::new();
    report("queue", &queues, &mut told);
    report("dead-letter queue", &dead_letters, &mut told);
}
