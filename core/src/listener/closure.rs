use std::future::Future;

use super::{Call, Handler};
use crate::{delivery::Received, error::Result, event::Event};

/// A closure over [`Received`].
#[doc(hidden)]
pub struct Closure<F>(pub F);

impl<E, F, Fut> Handler<E> for Closure<F>
where
    E: Event,
    F: Fn(Received<E>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result> + Send + 'static,
{
    const NEEDS_OWNER: bool = true;

    fn handle<'a>(&'a self, call: Call<'a, E>) -> impl Future<Output = Result> + Send + 'a {
        let received = Received::new(call.delivery, call.owner);
        async move { (self.0)(received?).await }
    }
}
