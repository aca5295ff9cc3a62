use std::{borrow::Cow, sync::Arc};

use super::plan::{Binding, PipelineBinding, Planned, PlannedPipeline};
use crate::{
    container::{Container, Factory, Inject, Lifecycle, Service},
    dispatch::{Bound, Hook, Report},
    error::{Problem, ProblemKind},
    event::{Event, EventRef},
    listener::IntoListener,
    pipeline::{EnvelopePipeline, Link},
    policy::Policy,
    provider::{Limits, NobodyListens, Provider, Unroutable, by_url},
    registration::{Listeners, Pipeline, Pipelines, Selection},
    runtime::Runtime,
    subscription::{ListenerInfo, Subscription},
};

/// Says what a manager is made of; [`build`](Self::build) checks all of it at once.
#[must_use = "nothing exists before `.build()`"]
#[derive(Default)]
pub struct Builder {
    pub(super) container: Container,
    pub(super) selection: Selection,
    pub(super) providers: Vec<Planned>,
    pub(super) server: Option<Arc<str>>,
    pub(super) listeners: Vec<(ListenerInfo, Binding)>,
    pub(super) pipelines: Vec<PlannedPipeline>,
    pub(super) expected: Vec<EventRef>,
    pub(super) expected_pipelines: Vec<&'static str>,
    pub(super) configured: Vec<(String, Configure)>,
    pub(super) sends: Vec<EventRef>,
    pub(super) hook: Hook,
    pub(super) runtime: Runtime,
    pub(super) limits: Limits,
    pub(super) nobody_listens: NobodyListens,
    pub(super) dedicated_io: bool,
    pub(super) problems: Vec<Problem>,
}

pub(super) type Configure = Box<dyn Fn(Policy) -> Policy + Send + Sync>;

/// A tuple of event types.
pub trait Events {
    /// Their infos.
    fn events() -> Vec<EventRef>;
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: Event),*> Events for ($($name,)*) {
            fn events() -> Vec<EventRef> {
                vec![$(EventRef::of::<$name>()),*]
            }
        }
    )*};
}

tuples! { () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) }

impl Builder {
    /// Sends and receives everything through this provider that no other has.
    pub fn provider(mut self, provider: impl IntoProvider) -> Self {
        self.providers.push(Planned { provider: provider.into_provider(), events: None });
        self
    }

    /// Sends and receives everything through this provider, whatever was said before: for tests of whole programs.
    #[cfg(feature = "testing")]
    pub fn instead_of_providers(mut self, provider: impl IntoProvider) -> Self {
        self.providers = vec![Planned { provider: provider.into_provider(), events: None }];
        self
    }

    /// Sends and receives these events through this provider.
    pub fn provider_for<E: Events>(mut self, provider: impl IntoProvider) -> Self {
        self.providers.push(Planned { provider: provider.into_provider(), events: Some(E::events()) });
        self
    }

    /// Sends and receives everything through the provider of a URL, such as `local:` or `amqp://localhost`.
    pub fn connect(mut self, url: &str) -> Self {
        match by_url(url) {
            Ok(provider) => self.providers.push(Planned { provider, events: None }),
            Err(error) => self.problems.push(error.problem("correct the URL")),
        }
        self
    }

    /// The stable identity of this process in a cluster, typically host and port; `per_process` listeners need it.
    pub fn server_name(mut self, name: impl Into<Arc<str>>) -> Self {
        self.server = Some(name.into());
        self
    }

    /// Hands a service over.
    #[track_caller]
    pub fn provide<T: ?Sized + Send + Sync + 'static>(mut self, service: Arc<T>) -> Self {
        self.container.provide(service);
        self
    }

    /// Has a service made by a function of other services, `async` or not.
    #[track_caller]
    pub fn factory<F: Factory<Kind>, Kind: 'static>(mut self, factory: F) -> Self {
        self.container.factory(factory);
        self
    }

    /// Lets a service be injected as one of its traits: `.bind(|smtp: Arc<Smtp>| smtp as Arc<dyn Mail>)`.
    #[track_caller]
    pub fn bind<From, To>(mut self, view: impl Fn(From) -> Arc<To> + Send + Sync + 'static) -> Self
    where
        From: Inject + 'static,
        To: ?Sized + Send + Sync + 'static,
    {
        self.container.bind(view);
        self
    }

    /// Puts a service in the place of whatever would be injected otherwise: a test double.
    #[track_caller]
    pub fn replace<T: ?Sized + Send + Sync + 'static>(mut self, service: Arc<T>) -> Self {
        self.container.replace(service);
        self
    }

    /// Has the start and stop hooks of a service run.
    #[track_caller]
    pub fn lifecycle<T: Service + Lifecycle>(mut self) -> Self {
        self.container.lifecycle::<T>();
        self
    }

    /// Takes exactly these annotated listeners and, unless [`pipelines`](Self::pipelines) names some, no annotated
    /// pipeline.
    pub fn listeners<L: Listeners>(mut self) -> Self {
        self.selection.exactly(L::entries());
        self
    }

    /// Takes exactly these annotated pipelines.
    pub fn pipelines<P: Pipelines>(mut self) -> Self {
        self.selection.exactly_pipelines(P::entries());
        self
    }

    /// Takes only those linked listeners that match: by module, tag, name.
    pub fn only(mut self, matches: impl Fn(&ListenerInfo) -> bool + Send + Sync + 'static) -> Self {
        self.selection.only(matches);
        self
    }

    /// Fails `build()` unless some listener of this event is there: its crate might not be linked.
    pub fn expect<E: Event>(mut self) -> Self {
        self.expected.push(EventRef::of::<E>());
        self
    }

    /// Fails `build()` unless this pipeline is there.
    pub fn expect_pipeline<P: Pipeline>(mut self) -> Self {
        self.expected_pipelines.push(P::entry().name());
        self
    }

    /// Adds a listener: a value that implements [`EventListener`](crate::listener::EventListener), or a closure over
    /// [`Received`](crate::delivery::Received).
    pub fn listen<E: Event, Kind>(mut self, subscription: Subscription, listener: impl IntoListener<E, Kind>) -> Self {
        let (binding, problem) = value_binding::<E, Kind>(&subscription, listener);
        self.problems.extend(problem);
        self.listeners.push((subscription, binding));
        self
    }

    /// Adds a pipeline under a name, by which those of one order are sorted.
    pub fn pipeline(mut self, name: impl Into<Cow<'static, str>>, order: i32, pipeline: impl EnvelopePipeline) -> Self {
        let binding = PipelineBinding::Value(Link::new(Arc::new(pipeline)));
        self.pipelines.push(PlannedPipeline { name: name.into().into_owned(), order, binding });
        self
    }

    /// Overrides the policy of a listener at deployment.
    pub fn configure(
        mut self,
        listener: impl Into<String>,
        change: impl Fn(Policy) -> Policy + Send + Sync + 'static,
    ) -> Self {
        self.configured.push((listener.into(), Box::new(change)));
        self
    }

    /// Says that this program sends these events, so that `start()` finds out whether it may.
    pub fn sends<E: Events>(mut self) -> Self {
        self.sends.extend(E::events());
        self
    }

    /// Is told what goes wrong where nobody waits for a result. It must not block.
    pub fn on_failure(mut self, hook: impl Fn(&Report<'_>) + Send + Sync + 'static) -> Self {
        self.hook = Hook::new(hook);
        self
    }

    /// Clock, ids and chance from elsewhere, for tests.
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// Keeps the connections on a thread of their own, so that a listener which blocks its thread stops no heartbeat.
    pub fn dedicated_io(mut self) -> Self {
        self.dedicated_io = true;
        self
    }

    /// What becomes of a durable event that no queue would get: by default it is refused with
    /// [`ErrorKind::Unroutable`](crate::ErrorKind::Unroutable). Providers that cannot know confirm it all the same.
    pub fn unroutable(mut self, then: Unroutable) -> Self {
        self.nobody_listens.durable = then;
        self
    }

    /// The same for an event that is not durable: by default it is confirmed, whoever listens.
    pub fn unheard(mut self, then: Unroutable) -> Self {
        self.nobody_listens.volatile = then;
        self
    }

    /// Changes sizes and times: `.limits(|limits| limits.drain = Duration::from_secs(5))`.
    pub fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.limits);
        self
    }
}

/// A provider, by value or shared.
pub trait IntoProvider {
    /// The provider, shared.
    fn into_provider(self) -> Arc<dyn Provider>;
}

impl<P: Provider> IntoProvider for P {
    fn into_provider(self) -> Arc<dyn Provider> {
        Arc::new(self)
    }
}

impl IntoProvider for Arc<dyn Provider> {
    fn into_provider(self) -> Arc<dyn Provider> {
        self
    }
}

/// How a listener that was handed over is bound; a problem if it is not one of the subscription's event.
pub(super) fn value_binding<E: Event, Kind>(
    subscription: &Subscription,
    listener: impl IntoListener<E, Kind>,
) -> (Binding, Option<Problem>) {
    let handler = Arc::new(listener.into_handler());
    let binding = Binding::Value(Arc::new(move |wired| Bound::<E, _>::shared(handler.clone(), wired)));
    let event = subscription.event();
    // An event known by its name only may be received as any type.
    let problem = event.type_id().filter(|id| Some(*id) != E::info().type_id()).map(|_| {
        Problem::new(
            ProblemKind::InvalidOption,
            format!(
                "listener {:?} subscribes to {:?} but listens to {:?}",
                subscription.name(),
                event.name(),
                E::info().name()
            ),
            "make the subscription of the event that the listener receives",
        )
    });
    (binding, problem)
}
