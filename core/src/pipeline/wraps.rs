use super::{EnvelopePipeline, HandleNext, SendNext, untouched::is_default};
use crate::{delivery::Delivery, envelope::Envelope};

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
