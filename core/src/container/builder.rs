use std::{fmt, marker::PhantomData, panic::Location, sync::Arc};

use crate::error::Problem;

use super::{
    factory::{BindingOf, Factory, FactoryOf},
    graph::{Graph, Root},
    inject::Inject,
    lifecycle::{Hooks, Lifecycle},
    need::Need,
    resolver::Instance,
    service::Service,
    service_type::ServiceType,
    supply::{Source, Supplies, Way},
    wiring::{Asked, Wiring},
};

/// What the application supplies, before anything is constructed.
///
/// What stands here wins over a service's own recipe. For each type one supply is allowed, besides one replacement.
#[derive(Default)]
pub struct Container {
    supplies: Supplies,
    asked: Vec<(Root, Asked)>,
}

impl Container {
    /// An empty container: only recipes supply services.
    pub fn new() -> Self {
        Self::default()
    }

    /// Hands over the service of type `T`, which may be a `dyn Trait`.
    #[track_caller]
    pub fn provide<T: ?Sized + Send + Sync + 'static>(&mut self, value: Arc<T>) -> &mut Self {
        self.supply::<T>(Source::Value(Instance::new(value)), Way::Provided)
    }

    /// Announces a service whose value is [`Given`](super::Given) only when the wiring is started.
    #[track_caller]
    pub fn promise<T: ?Sized + Send + Sync + 'static>(&mut self) -> &mut Self {
        self.supply::<T>(Source::Promise, Way::Promised)
    }

    /// Makes a service with a closure whose parameters are injected; it may wait and it may fail.
    ///
    /// # Examples
    /// ```
    /// # use {std::sync::Arc, tidings_core::container::{Container, Service}};
    /// # struct Config; impl Service for Config {}
    /// # struct Pool; impl Pool { async fn open(_: &Config) -> std::io::Result<Self> { Ok(Self) } }
    /// # struct Cache;
    /// let mut container = Container::new();
    /// container.factory(|config: Arc<Config>| async move { Ok(Pool::open(&config).await?) });
    /// container.factory(|| Ok(Cache));
    /// ```
    #[track_caller]
    pub fn factory<F: Factory<Kind>, Kind: 'static>(&mut self, factory: F) -> &mut Self {
        let make = Arc::new(FactoryOf(factory, PhantomData));
        self.supply::<F::Service>(Source::RunTime(make), Way::Factory)
    }

    /// Lets one service stand for another type: `|smtp: Arc<Smtp>| smtp as Arc<dyn Net>`.
    #[track_caller]
    pub fn bind<From, To>(&mut self, view: impl Fn(From) -> Arc<To> + Send + Sync + 'static) -> &mut Self
    where
        From: Inject + 'static,
        To: ?Sized + Send + Sync + 'static,
    {
        self.supply::<To>(Source::RunTime(Arc::new(BindingOf(view, PhantomData))), Way::Bound)
    }

    /// Puts a test double in the place of the service of type `T`, whatever else supplies it.
    #[track_caller]
    pub fn replace<T: ?Sized + Send + Sync + 'static>(&mut self, value: Arc<T>) -> &mut Self {
        self.supply::<T>(Source::Value(Instance::new(value)), Way::Replaced)
    }

    /// Runs the start and stop hooks of the service `T`, and has it made even if nothing else needs it.
    pub fn lifecycle<T: Service + Lifecycle>(&mut self) -> &mut Self {
        let service = ServiceType::of::<T>();
        let root = Root::new(format!("`.lifecycle::<{service}>()`"), vec![Need::of::<T>()]);
        let hooks = |instance: &Instance| Some(instance.downcast::<T>()? as Arc<dyn Hooks>);
        self.asked.push((root, Asked { service, hooks }));
        self
    }

    /// Checks everything that `roots` reach, and constructs nothing.
    ///
    /// # Errors
    /// All problems together, each with its remedy: services supplied twice, missing ones with those who need them, and
    /// cycles; always in the same order.
    pub fn wire(self, roots: &[Root]) -> Result<Wiring, Vec<Problem>> {
        let mut problems = self.supplies.conflicts();
        let graph = Graph::explore(&self.supplies, roots.iter().chain(self.asked.iter().map(|(root, _)| root)));
        problems.extend(graph.missing());
        let (order, cycles) = graph.order();
        problems.extend(cycles);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Wiring::new(order, self.asked.into_iter().map(|(_, asked)| asked).collect()))
    }

    #[track_caller]
    fn supply<T: ?Sized + 'static>(&mut self, source: Source, way: Way) -> &mut Self {
        self.supplies.add(ServiceType::of::<T>(), source, way, Location::caller());
        self
    }
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Container").field(&self.supplies).finish()
    }
}
