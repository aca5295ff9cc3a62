//! Turns panics of user code into failures.

use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
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
