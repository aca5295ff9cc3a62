use std::{
    any::{TypeId, type_name},
    future::Future,
    hash::{DefaultHasher, Hash, Hasher},
    num::NonZeroU32,
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

/// Tells the types of pipelines apart, so that one which hands on to the default `handle` of another is not taken for
/// that. Four bytes fit into a head without making it larger.
pub(super) fn mark<P: ?Sized + 'static>() -> NonZeroU32 {
    let mut hasher = DefaultHasher::new();
    TypeId::of::<P>().hash(&mut hasher);
    NonZeroU32::MIN | (hasher.finish() as u32)
}
