use std::{
    any::type_name,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Marks, by its type, a direction that nobody has overridden.
pub(super) struct Untouched<F>(pub(super) Pin<Box<F>>);

impl<F: Future> Future for Untouched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.0.as_mut().poll(cx)
    }
}

/// Whether a future is the default. A type's name is only a hint and is used as one: a wrong "no" costs a box, and a
/// wrong "yes" cannot be, since nothing outside of this crate can make or name an `Untouched`.
pub(super) fn is_default<F>() -> bool {
    type_name::<F>().starts_with(concat!(module_path!(), "::Untouched<"))
}
