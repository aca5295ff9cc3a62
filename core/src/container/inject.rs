use std::{fmt, ops::Deref, sync::Arc};

use crate::error::Result;

use super::{need::Need, resolver::Resolver, service::Service};

/// A type that an injected field or parameter may have.
///
/// Handles that wrap a service may implement it: list the service as their need, and take it from the resolver.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be injected",
    label = "not injectable",
    note = "injected are `Arc<T>` of a service, `Provided<T>` of a type that is handed over, an `Option` of these, and `Publisher`"
)]
pub trait Inject: Sized {
    /// Height in the graph of services; see [`Service`].
    #[doc(hidden)]
    const SERVICES_MUST_NOT_NEED_EACH_OTHER: usize = 0;

    /// What must be there before [`inject`](Self::inject) can succeed.
    fn need() -> Need;

    /// Takes the value from what has been made.
    ///
    /// # Errors
    /// A failure if the service is not there.
    fn inject(services: &Resolver) -> Result<Self>;
}

impl<T: Service + ?Sized> Inject for Arc<T> {
    const SERVICES_MUST_NOT_NEED_EACH_OTHER: usize = T::SERVICES_MUST_NOT_NEED_EACH_OTHER;

    fn need() -> Need {
        Need::of::<T>()
    }

    fn inject(services: &Resolver) -> Result<Self> {
        services.require()
    }
}

impl<I: Inject> Inject for Option<I> {
    const SERVICES_MUST_NOT_NEED_EACH_OTHER: usize = I::SERVICES_MUST_NOT_NEED_EACH_OTHER;

    fn need() -> Need {
        I::need().into_optional()
    }

    fn inject(services: &Resolver) -> Result<Self> {
        services.has(I::need().service()).then(|| I::inject(services)).transpose()
    }
}

/// A service of a type that is not yours to annotate, such as a connection pool; checked when the manager is built.
pub struct Provided<T: ?Sized>(
    /// What the application handed over.
    pub Arc<T>,
);

impl<T: ?Sized + Send + Sync + 'static> Inject for Provided<T> {
    fn need() -> Need {
        Need::provided::<T>()
    }

    fn inject(services: &Resolver) -> Result<Self> {
        services.require().map(Self)
    }
}

impl<T: ?Sized> Deref for Provided<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> Clone for Provided<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Provided<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Provided").field(&self.0).finish()
    }
}
