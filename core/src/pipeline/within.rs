use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{self, Poll},
    time::Duration,
};

use crate::{
    envelope::{Envelope, Head},
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
    let attempt = pin!(Some(async move {
        let attempt = pin!(attempt());
        match limit {
            None => attempt.await,
            // Boxed, since a timer is larger than all else here, and few have one.
            Some(limit) => match Box::pin(tokio::time::timeout(limit, attempt)).await {
                Ok(result) => result,
                Err(_) => Err(Failure::new(format!("took longer than {limit:?}"))),
            },
        }
    }));
    let mut handling = Handling { head: envelope.head(), attempt, is_over: false };
    poll_fn(|cx| handling.poll(cx)).await
}

/// An attempt that is polled in the context of what it handles, and dropped in it: what it then sends belongs there, too.
struct Handling<'a, F> {
    head: &'a Head,
    attempt: Pin<&'a mut Option<F>>,
    is_over: bool,
}

impl<F: Future<Output = Result>> Handling<'_, F> {
    fn poll(&mut self, cx: &mut task::Context<'_>) -> Poll<Result> {
        let Self { head, attempt, is_over } = self;
        Context::handling(head, || {
            let polled = attempt.as_mut().as_pin_mut().map_or(Poll::Pending, |attempt| attempt.poll(cx));
            *is_over = polled.is_ready();
            polled
        })
    }
}

impl<F> Drop for Handling<'_, F> {
    fn drop(&mut self) {
        if !self.is_over {
            Context::handling(self.head, || self.attempt.set(None));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, sync::mpsc};

    use futures_util::FutureExt;

    use super::*;
    use crate::{envelope::Encoded, event::EventInfo, runtime::Runtime};

    struct Asks(mpsc::Sender<bool>);

    impl Drop for Asks {
        fn drop(&mut self) {
            self.0.send(Context::current().is_some()).unwrap();
        }
    }

    #[test]
    fn an_attempt_that_is_given_up_is_dropped_in_its_context() {
        let head = Head::new(EventInfo::external("order.placed").into(), Runtime::system());
        let envelope =
            Envelope::encoded(head, Encoded::new(Default::default(), "text/plain", crate::codec::Form::Text));
        let (tell, told) = mpsc::channel();
        let asks = Asks(tell);
        let attempt = within(&envelope, None, || async move {
            let _asks = asks;
            pending().await
        });
        assert!(attempt.now_or_never().is_none());
        assert!(told.recv().unwrap() && Context::current().is_none());
    }
}
