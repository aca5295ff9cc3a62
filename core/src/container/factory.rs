use std::{
    future::{Future, ready},
    marker::PhantomData,
    sync::Arc,
};

use crate::error::Result;

use super::{
    inject::Inject,
    need::{Make, MakingInstance, Need},
    recipe::Making,
    resolver::{Instance, Resolver},
};

/// A closure or function that makes a service at run time: its parameters are injected, it may wait and it may fail.
///
/// Implemented for everything callable with up to eight [`Inject`] parameters that returns [`Result<T>`](crate::Result)
/// or a future of one. `Kind` is inferred.
#[diagnostic::on_unimplemented(
    message = "this is not a factory",
    label = "not a factory",
    note = "a factory returns `tidings::Result<T>` or a future of one: `|pool: Arc<Pool>| async move {{ Ok(Orders::new(pool)) }}`",
    note = "each parameter states its type: `Arc<T>` of a service, `Provided<T>` of a type of another crate, an `Option` of these; eight at most",
    note = "it is called again when a start is repeated: clone what it captures"
)]
pub trait Factory<Kind>: Send + Sync + 'static {
    /// What it makes.
    type Service: Send + Sync + 'static;

    /// The needs of its parameters, in their order.
    fn needs() -> Vec<Need>;

    /// Injects the parameters and calls it.
    fn make<'r>(&self, services: &'r Resolver) -> Making<'r, Self::Service>;
}

/// The kind of a factory that does not wait.
pub struct Ready<Signature>(PhantomData<Signature>);

/// The kind of a factory that returns a future.
pub struct Later<Signature>(PhantomData<Signature>);

macro_rules! factories {
    ($($parameter:ident)*) => {
        impl<Call, Made, $($parameter,)*> Factory<Ready<fn($($parameter),*) -> Made>> for Call
        where
            Call: Fn($($parameter),*) -> Result<Made> + Send + Sync + 'static,
            Made: Send + Sync + 'static,
            $($parameter: Inject,)*
        {
            type Service = Made;

            fn needs() -> Vec<Need> {
                vec![$($parameter::need()),*]
            }

            fn make<'r>(&self, _services: &'r Resolver) -> Making<'r, Made> {
                let call = || self($($parameter::inject(_services)?),*).map(Arc::new);
                Box::pin(ready(call()))
            }
        }

        impl<Call, Made, Work, $($parameter,)*> Factory<Later<fn($($parameter),*) -> (Work, Made)>> for Call
        where
            Call: Fn($($parameter),*) -> Work + Send + Sync + 'static,
            Work: Future<Output = Result<Made>> + Send + 'static,
            Made: Send + Sync + 'static,
            $($parameter: Inject,)*
        {
            type Service = Made;

            fn needs() -> Vec<Need> {
                vec![$($parameter::need()),*]
            }

            fn make<'r>(&self, _services: &'r Resolver) -> Making<'r, Made> {
                let call = || Ok(self($($parameter::inject(_services)?),*));
                match call() {
                    Ok(work) => Box::pin(async move { work.await.map(Arc::new) }),
                    Err(failure) => Box::pin(ready(Err(failure))),
                }
            }
        }
    };
}

factories!();
factories!(A);
factories!(A B);
factories!(A B C);
factories!(A B C D);
factories!(A B C D E);
factories!(A B C D E F);
factories!(A B C D E F G);
factories!(A B C D E F G H);

/// A factory, erased.
pub(super) struct FactoryOf<Call, Kind>(pub(super) Call, pub(super) PhantomData<fn(Kind)>);

impl<Call: Factory<Kind>, Kind> Make for FactoryOf<Call, Kind> {
    fn needs(&self) -> Vec<Need> {
        Call::needs()
    }

    fn make<'r>(&'r self, services: &'r Resolver) -> MakingInstance<'r> {
        Box::pin(async move { self.0.make(services).await.map(Instance::new) })
    }
}

/// A view of one service as another type, erased.
pub(super) struct BindingOf<View, From>(pub(super) View, pub(super) PhantomData<fn(From)>);

impl<View, From, To> Make for BindingOf<View, From>
where
    View: Fn(From) -> Arc<To> + Send + Sync,
    From: Inject,
    To: ?Sized + Send + Sync + 'static,
{
    fn needs(&self) -> Vec<Need> {
        vec![From::need()]
    }

    fn make<'r>(&'r self, services: &'r Resolver) -> MakingInstance<'r> {
        Box::pin(async move { Ok(Instance::new((self.0)(From::inject(services)?))) })
    }
}
