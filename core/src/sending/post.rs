use std::{
    future::Future,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use super::{Outbound, SendError, SharedEnvelope, typed::send_typed};
use crate::{
    envelope::{Envelope, Head},
    event::Event,
    provider::Admission,
};

/// Sends without waiting: what is not decided at once is left to the manager.
pub(super) fn post<E: Event>(out: &Arc<dyn Outbound>, event: E, write: impl FnOnce(&mut Head) + Send + 'static) {
    let room = match out.reserve() {
        Ok(room) => room,
        Err(error) => {
            let envelope = Arc::new(Envelope::typed(event, out.runtime()));
            return out.report(&SendError::not_sent(envelope, error));
        }
    };
    let sending = out.clone();
    let mut send = Box::pin(async move {
        let _room = room;
        let runtime = sending.runtime().clone();
        let sent = send_typed(&*sending, event, write, Admission::Now).await;
        sent.map_err(|error| shared(error, |event| Arc::new(Envelope::typed(event, &runtime))))
    });
    // Whoever posts may be on a thread without a runtime.
    let _entered = out.enter();
    // Polled once here, so that posted events keep the order in which they were posted.
    match send.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(())) => {}
        Poll::Ready(Err(error)) => out.report(&error),
        Poll::Pending => out.detach(send),
    }
}

fn shared<T>(error: SendError<T>, wrap: impl FnOnce(T) -> SharedEnvelope) -> SendError<SharedEnvelope> {
    match error {
        SendError::NotSent(not_sent) => SendError::not_sent(wrap(not_sent.value), not_sent.error),
        SendError::Undecided(undecided) => SendError::Undecided(undecided),
    }
}
