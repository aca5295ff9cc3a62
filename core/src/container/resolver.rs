use std::{any::Any, fmt, sync::Arc};

use crate::error::{Failure, Result};

use super::{lifecycle::Hooks, service_type::ServiceType};

/// Read access to the services that have been made so far.
#[derive(Default)]
pub struct Resolver {
    // Look-ups happen only while something is wired, so a scan is fast enough, and it keeps the order for `drop`.
    instances: Vec<Instance>,
}

impl Resolver {
    /// The service of type `T`, if there is one.
    pub fn get<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.instance(ServiceType::of::<T>())?.downcast()
    }

    /// The service of type `T`, for an [`Inject`](super::Inject) that cannot do without it.
    ///
    /// # Errors
    /// A permanent failure if there is none, which [`Container::wire`](super::Container::wire) excludes for every need
    /// that was declared.
    pub fn require<T: ?Sized + Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        self.get().ok_or_else(|| {
            let service = ServiceType::of::<T>();
            Failure::permanent(format!("there is no `{service}`: list it among the needs"))
        })
    }

    /// Whether there is a service of this type.
    pub fn has(&self, service: ServiceType) -> bool {
        self.instance(service).is_some()
    }

    pub(super) fn add(&mut self, instance: Instance) {
        self.instances.push(instance);
    }

    /// In the order of their making.
    pub(super) fn instances(&self) -> &[Instance] {
        &self.instances
    }

    fn instance(&self, service: ServiceType) -> Option<&Instance> {
        self.instances.iter().find(|instance| instance.service == service)
    }
}

impl Drop for Resolver {
    fn drop(&mut self) {
        // What was made last goes first, as a stack frame would do it.
        while self.instances.pop().is_some() {}
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.instances.iter().map(|instance| instance.service)).finish()
    }
}

/// One service, erased.
#[derive(Clone)]
pub(super) struct Instance {
    pub(super) service: ServiceType,
    pub(super) hooks: Option<Arc<dyn Hooks>>,
    // Holds an `Arc<T>`, since `T` itself may be unsized.
    value: Arc<dyn Any + Send + Sync>,
}

impl Instance {
    pub(super) fn new<T: ?Sized + Send + Sync + 'static>(value: Arc<T>) -> Self {
        Self { service: ServiceType::of::<T>(), hooks: None, value: Arc::new(value) }
    }

    pub(super) fn with_hooks(self, hooks: Option<Arc<dyn Hooks>>) -> Self {
        Self { hooks, ..self }
    }

    pub(super) fn downcast<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.value.downcast_ref::<Arc<T>>().cloned()
    }
}

/// The value of a promised type, handed over at the start.
#[derive(Clone)]
pub struct Given(pub(super) Instance);

impl Given {
    /// Keeps the promise that [`Container::promise`](super::Container::promise) made for `T`.
    pub fn new<T: ?Sized + Send + Sync + 'static>(value: Arc<T>) -> Self {
        Self(Instance::new(value))
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Given").field(&self.0.service).finish()
    }
}
