//! What a parameter of a listener function may be, decided by its type.
//!
//! The macro asks for `fn(T)`, since in a function pointer, as in the function itself, lifetimes may be left out:
//! `fn(Delivery)` is one type for all of them, also under an alias.

use std::sync::Arc;

use crate::{
    container::{Inject, Need, Provided, Resolver, Service},
    delivery::Delivery,
    error::Result,
};

/// A parameter that is passed by value.
#[diagnostic::on_unimplemented(
    message = "a listener function cannot have this parameter",
    label = "not a parameter of a listener function",
    note = "after the event stand services, as `&T`, `Arc<T>`, `Option<Arc<T>>` or `Provided<T>`, a `Publisher`, and `Delivery<'_>`"
)]
pub trait Parameter {
    /// What the listener holds for it.
    type Held: Send + Sync + 'static;
    /// What the function is given.
    type Given<'a>;
    #[doc(hidden)]
    const SERVICES_MUST_NOT_NEED_EACH_OTHER: usize = 0;

    /// What must be there.
    fn need() -> Option<Need>;

    /// Takes what is held from what has been made.
    ///
    /// # Errors
    /// A failure if it is not there.
    fn take(services: &Resolver) -> Result<Self::Held>;

    /// The argument of one call.
    fn give<'a>(held: &'a Self::Held, delivery: &'a Delivery<'a>) -> Self::Given<'a>;
}

impl<I: Inject + Clone + Send + Sync + 'static> Parameter for fn(I) {
    type Held = I;
    type Given<'a> = I;
    const SERVICES_MUST_NOT_NEED_EACH_OTHER: usize = I::SERVICES_MUST_NOT_NEED_EACH_OTHER;

    fn need() -> Option<Need> {
        Some(I::need())
    }

    fn take(services: &Resolver) -> Result<I> {
        I::inject(services)
    }

    #[inline]
    fn give<'a>(held: &'a I, _: &'a Delivery<'a>) -> I {
        held.clone()
    }
}

impl Parameter for for<'d> fn(Delivery<'d>) {
    type Held = ();
    type Given<'a> = Delivery<'a>;

    fn need() -> Option<Need> {
        None
    }

    fn take(_: &Resolver) -> Result<()> {
        Ok(())
    }

    #[inline]
    fn give<'a>((): &'a (), delivery: &'a Delivery<'a>) -> Delivery<'a> {
        *delivery
    }
}

/// A parameter that is passed as `&T`; asked of `fn(T)`.
#[diagnostic::on_unimplemented(
    message = "a listener function cannot have this parameter",
    label = "not a parameter of a listener function",
    note = "after the event stand services, as `&T`, `Arc<T>`, `Option<Arc<T>>` or `Provided<T>`, a `Publisher`, and `Delivery<'_>`"
)]
pub trait BorrowedParameter {
    /// What the listener holds for it.
    type Held: Send + Sync + 'static;
    /// What the function is given.
    type Given<'a>;
    #[doc(hidden)]
    const SERVICES_MUST_NOT_NEED_EACH_OTHER: usize = 0;

    /// What must be there.
    fn need() -> Option<Need>;

    /// Takes what is held from what has been made.
    ///
    /// # Errors
    /// A failure if it is not there.
    fn take(services: &Resolver) -> Result<Self::Held>;

    /// The argument of one call.
    fn give<'a>(held: &'a Self::Held, delivery: &'a Delivery<'a>) -> Self::Given<'a>;
}

macro_rules! borrowed {
    ($([$($of:tt)*] $lent:ty, held as $held:ty);* $(;)?) => {$(
        impl $($of)* BorrowedParameter for fn($lent) {
            type Held = $held;
            type Given<'a> = &'a $lent;
            const SERVICES_MUST_NOT_NEED_EACH_OTHER: usize = <$held as Inject>::SERVICES_MUST_NOT_NEED_EACH_OTHER;

            fn need() -> Option<Need> {
                Some(<$held as Inject>::need())
            }

            fn take(services: &Resolver) -> Result<$held> {
                Inject::inject(services)
            }

            #[inline]
            fn give<'a>(held: &'a $held, _: &'a Delivery<'a>) -> &'a $lent {
                held
            }
        }
    )*};
}

borrowed! {
    [<T: Service + ?Sized>] T, held as Arc<T>;
    [<T: Send + Sync + ?Sized + 'static>] Provided<T>, held as Provided<T>;
}

impl BorrowedParameter for for<'d> fn(Delivery<'d>) {
    type Held = ();
    type Given<'a> = &'a Delivery<'a>;

    fn need() -> Option<Need> {
        None
    }

    fn take(_: &Resolver) -> Result<()> {
        Ok(())
    }

    #[inline]
    fn give<'a>((): &'a (), delivery: &'a Delivery<'a>) -> &'a Delivery<'a> {
        delivery
    }
}

/// The needs of all parameters.
pub fn needs<const N: usize>(parameters: [Option<Need>; N]) -> Vec<Need> {
    parameters.into_iter().flatten().collect()
}
