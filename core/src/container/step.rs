use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::{
    error::{Error, ErrorKind, Failure, Result},
    panic,
    runtime::later,
};

use super::service_type::ServiceType;

/// Runs one piece of the user's code for `service` to its end, to `deadline`, or to its panic.
pub(super) async fn run<T>(
    operation: &'static str,
    service: ServiceType,
    deadline: Instant,
    work: impl Future<Output = Result<T>>,
) -> Result<T, Error> {
    let outcome = match timeout_at(deadline, panic::catch(work)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Failure::new("it was not done within its time limit")),
    };
    outcome.map_err(|failure| error(operation, service, failure))
}

/// The end of `limit` from now.
pub(super) fn deadline(limit: Duration) -> Instant {
    later(Instant::now(), limit)
}

/// What the library returns when `service` failed in `operation`.
pub(super) fn error(operation: &'static str, service: ServiceType, failure: Failure) -> Error {
    Error::new(ErrorKind::Construction, operation)
        .with("service", service)
        .with_retryable(!failure.is_permanent())
        .with_source(failure.into_error())
}
