use std::{future::Future, pin::Pin, sync::Arc};

use crate::error::Result;

use super::{
    lifecycle::{Hooks, Lifecycle},
    need::{Make, MakingInstance, Need},
    resolver::{Instance, Resolver},
};

/// The future of a service that is being made.
pub type Making<'r, T> = Pin<Box<dyn Future<Output = Result<Arc<T>>> + Send + 'r>>;

/// How the container constructs the service `T`: function pointers only, so it can be a `const` or a `static`.
pub struct Recipe<T: ?Sized> {
    needs: fn() -> Vec<Need>,
    make: How<T>,
    hooks: Option<Erase<T>>,
}

type Erase<T> = fn(Arc<T>) -> Arc<dyn Hooks>;

enum How<T: ?Sized> {
    Ready(fn(&Resolver) -> Result<Arc<T>>),
    Later(for<'r> fn(&'r Resolver) -> Making<'r, T>),
}

impl<T: ?Sized> Recipe<T> {
    /// A recipe whose constructor does not wait; `needs` lists all that `make` injects.
    pub const fn new(needs: fn() -> Vec<Need>, make: fn(&Resolver) -> Result<Arc<T>>) -> Self {
        Self { needs, make: How::Ready(make), hooks: None }
    }

    /// A recipe whose constructor waits: `|services| Box::pin(async move { .. })`.
    pub const fn later(needs: fn() -> Vec<Need>, make: for<'r> fn(&'r Resolver) -> Making<'r, T>) -> Self {
        Self { needs, make: How::Later(make), hooks: None }
    }

    /// Runs the start and stop hooks of what this recipe constructs.
    ///
    /// They are not run for a value that the application hands over in its place.
    #[must_use]
    pub const fn with_lifecycle(self) -> Self
    where
        T: Lifecycle + Sized,
    {
        Self { hooks: Some(|service| service), ..self }
    }
}

impl<T: ?Sized + Send + Sync + 'static> Make for Recipe<T> {
    fn needs(&self) -> Vec<Need> {
        (self.needs)()
    }

    fn make<'r>(&'r self, services: &'r Resolver) -> MakingInstance<'r> {
        Box::pin(async move {
            let service = match self.make {
                How::Ready(make) => make(services)?,
                How::Later(make) => make(services).await?,
            };
            let hooks = self.hooks.map(|hooks| hooks(Arc::clone(&service)));
            Ok(Instance::new(service).with_hooks(hooks))
        })
    }
}
