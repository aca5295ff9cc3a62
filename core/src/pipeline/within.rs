use std::{
    future::{Future, poll_fn},
    pin::pin,
    time::Duration,
};

use crate::{
    envelope::Envelope,
    error::{Failure, Result},
    sending::Context,
};

/// Makes and runs an attempt in the context of what is handled, and within the listener's time limit.
pub(crate) async fn within<F: Future<Output = Result>>(
    envelope: &Envelope,
    limit: Option<Duration>,
    attempt: impl FnOnce() -> F,
) -> Result {
    // Each lies where it was made: a future that is moved into another makes that as large again.
    let mut limited = pin!(async move {
        let attempt = pin!(attempt());
        match limit {
            None => attempt.await,
            // Boxed, since a timer is larger than all else here, and few have one.
            Some(limit) => match Box::pin(tokio::time::timeout(limit, attempt)).await {
                Ok(result) => result,
                Err(_) => Err(Failure::new(format!("took longer than {limit:?}"))),
            },
        }
    });
    poll_fn(|cx| Context::handling(envelope.head(), || limited.as_mut().poll(cx))).await
}
