use std::{
    any::type_name,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use super::{EnvelopePipeline, HandleNext, SendNext};
use crate::{delivery::Delivery, envelope::Envelope};

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
fn is_default<F>() -> bool {
    type_name::<F>().starts_with(concat!(module_path!(), "::Untouched<"))
}

/// Whether a pipeline overrides `around_send`.
pub(super) fn wraps_send<P: EnvelopePipeline>() -> bool {
    fn probe<'a, P: 'a, F>(_: impl Fn(&'a P, &'a Envelope, SendNext<'a>) -> F) -> bool {
        !is_default::<F>()
    }
    probe::<P, _>(P::around_send)
}

/// Whether a pipeline overrides `around_handle`.
pub(super) fn wraps_handle<P: EnvelopePipeline>() -> bool {
    fn probe<'a, P: 'a, F>(_: impl Fn(&'a P, Delivery<'a>, HandleNext<'a>) -> F) -> bool {
        !is_default::<F>()
    }
    probe::<P, _>(P::around_handle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;

    struct Neither;
    impl EnvelopePipeline for Neither {}

    struct Both;
    impl EnvelopePipeline for Both {
        async fn around_send(&self, _: &Envelope, next: SendNext<'_>) -> Result {
            next.run().await
        }

        async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
            next.run().await
        }
    }

    #[test]
    fn directions_that_nobody_overrides_are_recognised() {
        assert!(!wraps_send::<Neither>() && !wraps_handle::<Neither>());
        assert!(wraps_send::<Both>() && wraps_handle::<Both>());
    }
}
