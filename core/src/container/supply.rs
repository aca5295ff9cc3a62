use std::{fmt, panic::Location, sync::Arc};

use crate::error::{Problem, ProblemKind};

use super::{
    need::{Make, Need},
    resolver::Instance,
    service_type::ServiceType,
};

/// Where an instance comes from.
#[derive(Clone)]
pub(super) enum Source {
    Value(Instance),
    /// Its value comes at the start.
    Promise,
    Recipe(&'static dyn Make),
    RunTime(Arc<dyn Make>),
}

impl Source {
    pub(super) fn needs(&self) -> Vec<Need> {
        match self {
            Self::Value(_) | Self::Promise => Vec::new(),
            Self::Recipe(recipe) => recipe.needs(),
            Self::RunTime(make) => make.needs(),
        }
    }
}

/// How the application said that it supplies a service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Provided,
    Promised,
    Factory,
    Bound,
    Replaced,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Provided => "`.provide`",
            Self::Promised => "the manager itself",
            Self::Factory => "`.factory`",
            Self::Bound => "`.bind`",
            Self::Replaced => "`.replace`",
        })
    }
}

struct Supply {
    service: ServiceType,
    source: Source,
    way: Way,
    place: &'static Location<'static>,
}

/// Everything that the application supplies, in the order in which it said so.
#[derive(Default)]
pub(super) struct Supplies(Vec<Supply>);

impl Supplies {
    pub(super) fn add(&mut self, service: ServiceType, source: Source, way: Way, place: &'static Location<'static>) {
        self.0.push(Supply { service, source, way, place });
    }

    /// The source of `service`: a replacement before anything else.
    pub(super) fn source(&self, service: ServiceType) -> Option<&Source> {
        let replaced = self.of(service, true).next();
        replaced.or_else(|| self.of(service, false).next()).map(|supply| &supply.source)
    }

    /// One problem for each service that is supplied more than once, whether anything needs it or not.
    pub(super) fn conflicts(&self) -> Vec<Problem> {
        let firsts = self.0.iter().enumerate().filter(|(at, supply)| !self.0[..*at].iter().any(|s| same(s, supply)));
        firsts.filter_map(|(_, supply)| self.conflict(supply.service, supply.way == Way::Replaced)).collect()
    }

    fn conflict(&self, service: ServiceType, replaced: bool) -> Option<Problem> {
        let supplies: Vec<_> = self.of(service, replaced).collect();
        if supplies.len() < 2 {
            return None;
        }
        let ways: Vec<_> = supplies.iter().map(|supply| format!("{} at {}", supply.way, supply.place)).collect();
        let what = if replaced { "replaced" } else { "provided" };
        let remedy =
            if replaced { "keep one of them" } else { "keep one of them; a test double goes in by `.replace(..)`" };
        let message = format!("`{service}` is {what} more than once: by {}", ways.join(" and "));
        Some(Problem::new(ProblemKind::ProvidedTwice, message, remedy))
    }

    fn of(&self, service: ServiceType, replaced: bool) -> impl Iterator<Item = &Supply> {
        self.0.iter().filter(move |s| s.service == service && (s.way == Way::Replaced) == replaced)
    }
}

impl fmt::Debug for Supplies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|supply| supply.service)).finish()
    }
}

/// Whether two supplies stand in each other's way: a replacement is meant to stand in the way of the rest.
fn same(one: &Supply, other: &Supply) -> bool {
    one.service == other.service && (one.way == Way::Replaced) == (other.way == Way::Replaced)
}
