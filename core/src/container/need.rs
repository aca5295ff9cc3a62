use std::{fmt, future::Future, pin::Pin};

use crate::error::Result;

use super::{
    resolver::{Instance, Resolver},
    service_type::ServiceType,
};

/// What a listener, a pipeline or a service must be given: a type, and the way to make it.
#[derive(Clone)]
pub struct Need {
    service: ServiceType,
    optional: bool,
    recipe: Option<&'static dyn Make>,
}

impl Need {
    /// The need of something that the application (or the manager) hands over: no recipe is known.
    pub fn provided<T: ?Sized + 'static>() -> Self {
        Self { service: ServiceType::of::<T>(), optional: false, recipe: None }
    }

    /// The same need, but nothing is wrong if nobody supplies it.
    #[must_use]
    pub fn into_optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// What is needed.
    pub fn service(&self) -> ServiceType {
        self.service
    }

    /// Whether it may be missing.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    pub(super) fn with_recipe(self, recipe: Option<&'static dyn Make>) -> Self {
        Self { recipe, ..self }
    }

    pub(super) fn recipe(&self) -> Option<&'static dyn Make> {
        self.recipe
    }
}

impl fmt::Debug for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, optional, recipe } = self;
        let mut shown = f.debug_struct("Need");
        shown.field("service", service).field("optional", optional).field("recipe", &recipe.is_some()).finish()
    }
}

/// The one shape of recipes, factories and bindings: the erased twin of [`Recipe`](super::Recipe) and
/// [`Factory`](super::Factory).
pub(super) trait Make: Send + Sync {
    fn needs(&self) -> Vec<Need>;
    fn make<'r>(&'r self, services: &'r Resolver) -> MakingInstance<'r>;
}

pub(super) type MakingInstance<'r> = Pin<Box<dyn Future<Output = Result<Instance>> + Send + 'r>>;
