//! Turns panics of user code into failures.

use std::{
    any::Any,
    future::{Future, poll_fn, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Poll},
};

use crate::error::{Failure, Result};

/// Awaits a future of user code; a panic is its failure.
///
/// The future is not polled again after a panic, and what it borrowed is dropped, so that nothing broken is seen
/// through it (hence `AssertUnwindSafe`).
pub(crate) async fn catch<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let mut future = pin!(future);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(polled) => polled,
        Err(panic) => Poll::Ready(Err(failure(&*panic))),
    })
    .await
}

/// The same for a future that is boxed anyway, which makes the capture free of states of its own.
#[must_use = "nothing runs before it is awaited"]
pub struct Caught<'a, T = ()>(Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>);

impl<'a, T: Send + 'a> Caught<'a, T> {
    /// Makes the future; a panic while it is made is its failure, too.
    #[inline]
    pub(crate) fn new(make: impl FnOnce() -> Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>) -> Self {
        Self(match catch_unwind(AssertUnwindSafe(make)) {
            Ok(future) => future,
            Err(panic) => Box::pin(ready(Err(failure(&*panic)))),
        })
    }
}

impl<T> Future for Caught<'_, T> {
    type Output = Result<T>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(cx))) {
            Ok(polled) => polled,
            Err(panic) => Poll::Ready(Err(failure(&*panic))),
        }
    }
}

/// Calls user code; a panic is its failure.
pub(crate) fn call<T>(code: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(code)).unwrap_or_else(|panic| Err(failure(&*panic)))
}

/// The failure of a panic, with its message.
pub(crate) fn failure(panic: &(dyn Any + Send)) -> Failure {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    Failure::new(format!("panicked: {message}"))
}
