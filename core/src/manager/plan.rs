use std::sync::Arc;

use super::known::Known;
use crate::{
    container::{Resolver, Wiring},
    dispatch::{AnyListener, Hook, Wired},
    error::Result,
    event::EventRef,
    pipeline::Link,
    provider::{Claim, Limits, NobodyListens, Provider, QueueNaming},
    registration::{ListenerEntry, PipelineEntry},
    runtime::Runtime,
    subscription::ListenerInfo,
};

/// Everything that `build()` has checked: what a start makes.
pub(super) struct Plan {
    pub(super) providers: Vec<Planned>,
    pub(super) listeners: Vec<PlannedListener>,
    pub(super) pipelines: Vec<PlannedPipeline>,
    pub(super) sends: Vec<EventRef>,
    pub(super) known: Known,
    pub(super) server: Option<Arc<str>>,
    pub(super) wiring: Wiring,
    pub(super) runtime: Runtime,
    pub(super) limits: Limits,
    pub(super) nobody_listens: NobodyListens,
    pub(super) hook: Hook,
    pub(super) dedicated_io: bool,
}

/// A provider and the events that are its own.
pub(super) struct Planned {
    pub(super) provider: Arc<dyn Provider>,
    /// `None`: everything that no other provider has.
    pub(super) events: Option<Vec<EventRef>>,
}

/// A listener that is to be.
pub(super) struct PlannedListener {
    pub(super) info: ListenerInfo,
    pub(super) claim: Claim,
    pub(super) provider: usize,
    pub(super) binding: Binding,
}

/// How a listener is made.
#[derive(Clone)]
pub(super) enum Binding {
    Entry(&'static ListenerEntry),
    Value(Arc<dyn Fn(Wired) -> Arc<dyn AnyListener> + Send + Sync>),
}

/// A pipeline that is to be.
pub(super) struct PlannedPipeline {
    pub(super) name: String,
    pub(super) order: i32,
    pub(super) binding: PipelineBinding,
}

/// How a pipeline is made.
pub(super) enum PipelineBinding {
    Entry(&'static PipelineEntry),
    Value(Link),
}

impl Binding {
    /// Whether the listener may hold a publisher, or something that does. A value may hold anything.
    pub(super) fn may_send(&self, wiring: &Wiring) -> bool {
        match self {
            Self::Entry(entry) => !wiring.is_made_from_recipes(&entry.needs()),
            Self::Value(_) => true,
        }
    }

    pub(super) fn bind(&self, services: &Resolver, wired: Wired) -> Result<Arc<dyn AnyListener>> {
        match self {
            Self::Entry(entry) => entry.bind(services, wired),
            Self::Value(bind) => Ok(bind(wired)),
        }
    }
}

impl PlannedPipeline {
    pub(super) fn bind(&self, services: &Resolver) -> Result<Link> {
        match &self.binding {
            PipelineBinding::Entry(entry) => entry.bind(services),
            PipelineBinding::Value(link) => Ok(link.clone()),
        }
    }
}

impl Plan {
    /// Which provider has an event, if one has.
    pub(super) fn provider_of(&self, event: &EventRef) -> Option<usize> {
        provider_of(&self.providers, event)
    }
}

/// The provider that names the event, otherwise the one that takes all.
pub(super) fn provider_of(providers: &[Planned], event: &EventRef) -> Option<usize> {
    let named = |planned: &Planned| {
        planned.events.as_ref().is_some_and(|events| events.iter().any(|own| own.name() == event.name()))
    };
    let all = |planned: &Planned| planned.events.is_none();
    providers.iter().position(named).or_else(|| providers.iter().position(all))
}

/// The queue of a listener.
pub(super) fn claim_of(info: &ListenerInfo, server: Option<&Arc<str>>, naming: QueueNaming) -> Claim {
    let policy = info.policy();
    let claim = Claim::shared(info.event(), info.name())
        .with_prefetch(policy.concurrency.saturating_add(policy.prefetch))
        .with_rebalance(info.is_rebalancing())
        .named(naming);
    match server {
        Some(server) if info.is_per_process() => claim.for_server(server.clone()),
        _ => claim,
    }
}
