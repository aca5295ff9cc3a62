use std::{fmt, sync::Arc, time::Duration};

use tokio::time::Instant;

use crate::error::{Error, Failure};

use super::{
    lifecycle::Hooks,
    need::Need,
    resolver::{Given, Instance, Resolver},
    service_type::ServiceType,
    services::{Services, Started, stop_all},
    step,
    supply::Source,
};

/// How long all services together may take to start, and to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For constructing and starting; 30 s by default.
    pub start: Duration,
    /// For stopping; 30 s by default. A failed start stops what it had started within this limit.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { start: Duration::from_secs(30), stop: Duration::from_secs(30) }
    }
}

/// A service whose hooks the application asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) service: ServiceType,
    pub(super) hooks: fn(&Instance) -> Option<Arc<dyn Hooks>>,
}

/// A checked graph, ready to be constructed; one that failed to start may be started again.
pub struct Wiring {
    order: Vec<(ServiceType, Source)>,
    asked: Vec<Asked>,
}

impl Wiring {
    pub(super) fn new(order: Vec<(ServiceType, Source)>, asked: Vec<Asked>) -> Self {
        Self { order, asked }
    }

    /// What will be made, each after what it needs.
    pub fn services(&self) -> impl Iterator<Item = ServiceType> {
        self.order.iter().map(|(service, _)| *service)
    }

    /// Whether recipes make all of these and everything that they need: nothing in their reach was handed over,
    /// promised, or made by a function of the application.
    pub fn is_made_from_recipes(&self, needs: &[Need]) -> bool {
        let mut open: Vec<ServiceType> = needs.iter().map(Need::service).collect();
        let mut seen: Vec<ServiceType> = Vec::new();
        while let Some(service) = open.pop() {
            if seen.contains(&service) {
                continue;
            }
            match self.order.iter().find(|(known, _)| *known == service).map(|(_, source)| source) {
                Some(source @ Source::Recipe(_)) => open.extend(source.needs().iter().map(Need::service)),
                Some(_) => return false,
                // An optional need that nobody supplies.
                None => {}
            }
            seen.push(service);
        }
        true
    }

    /// Constructs everything in the order of need, then runs the start hooks in the same order.
    ///
    /// `given` keeps the promises of [`Container::promise`](super::Container::promise).
    ///
    /// # Errors
    /// [`Construction`](crate::ErrorKind::Construction) with the name of the first service that failed, panicked or was
    /// cut off by the limit; a retry can help unless its failure was permanent. What had been started is stopped again,
    /// in reverse; stop hooks that failed are named in the error's context.
    ///
    /// # Cancel safety
    /// A dropped future drops what it has constructed, without running stop hooks. Use the limits instead.
    pub async fn start(&self, given: Vec<Given>, limits: Limits) -> Result<Services, Error> {
        let deadline = step::deadline(limits.start);
        let resolver = self.construct(&given, deadline).await?;
        let mut started = Started::new();
        for instance in resolver.instances() {
            let Some(hooks) = self.hooks(instance) else { continue };
            if let Err(error) = step::run("start a service", instance.service, deadline, hooks.start()).await {
                let unstopped = stop_all(started, limits.stop).await;
                return Err(unstopped.iter().fold(error, |error, also| error.with("besides", also)));
            }
            started.push((instance.service, hooks));
        }
        Ok(Services::new(resolver, started))
    }

    async fn construct(&self, given: &[Given], deadline: Instant) -> Result<Resolver, Error> {
        const CONSTRUCT: &str = "construct a service";
        let mut resolver = Resolver::default();
        for (service, source) in &self.order {
            let instance = match source {
                Source::Value(instance) => instance.clone(),
                Source::Promise => match given.iter().find(|given| given.0.service == *service) {
                    Some(given) => given.0.clone(),
                    None => {
                        return Err(step::error(CONSTRUCT, *service, Failure::permanent("it was promised, not given")));
                    }
                },
                Source::Recipe(recipe) => step::run(CONSTRUCT, *service, deadline, recipe.make(&resolver)).await?,
                Source::RunTime(make) => step::run(CONSTRUCT, *service, deadline, make.make(&resolver)).await?,
            };
            resolver.add(instance);
        }
        Ok(resolver)
    }

    fn hooks(&self, instance: &Instance) -> Option<Arc<dyn Hooks>> {
        let asked = || self.asked.iter().find(|asked| asked.service == instance.service);
        instance.hooks.clone().or_else(|| (asked()?.hooks)(instance))
    }
}

impl fmt::Debug for Wiring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.services()).finish()
    }
}
