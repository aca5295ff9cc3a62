//! Names that a broker would misread, and names that mean two things.

use std::{
    any::TypeId,
    collections::{HashMap, HashSet},
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

    /// Those of the same name, and then those that have only the address in common.
    fn alike<'s>(&'s self, event: &'s EventRef) -> impl Iterator<Item = &'a EventRef> + use<'a, 's> {
        let at = |known: &usize| self.all[*known];
        let of_name = self.by_name.get(event.name()).into_iter().flatten().map(at);
        let of_address = self.by_address.get(event.address()).into_iter().flatten().map(at);
        of_name.chain(of_address.filter(|known| known.name() != event.name()))
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
    // Two listeners of one queue share their dead letters as well: that is one problem.
    let mut told = HashSet::new();
    let queues = listeners.iter().map(|listener| listener.claim.queue().into_owned()).collect::<Vec<_>>();
    let dead_letters = listeners.iter().map(|listener| listener.claim.dead_letter_queue()).collect::<Vec<_>>();
    for (what, names) in [("queue", queues), ("dead-letter queue", dead_letters)] {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            by_name.entry(name).or_default().push(at);
        }
        for (at, name) in names.iter().enumerate() {
            let sharing = by_name.get(name.as_str()).map_or(&[][..], Vec::as_slice);
            // Told where the first of them stands.
            if sharing.len() < 2 || sharing.first() != Some(&at) {
                continue;
            }
            let places = sharing.iter().map(|at| &listeners[*at].info);
            let places = places.map(|info| format!("{:?} ({})", info.name(), info.place()));
            let places = places.collect::<Vec<_>>().join(" and ");
            if !told.contains(&places) {
                let message = format!("the {what} {name:?} belongs to two listeners: {places}");
                problems.push(Problem::new(ProblemKind::DuplicateListener, message, "give one of them another name"));
                told.insert(places);
            }
        }
    }
}
