use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use fe2o3_amqp::{
    Sender,
    link::{SendError, delivery::DeliveryFut},
    session::SessionHandle,
    types::messaging::Outcome,
};
use tidings_wire::link::{Condition, Fault, LinkSender, Message, TransferError, Verdict};
use tokio::time::timeout;

use crate::{
    envelope::{self, Unwritable},
    error,
    plain::Wrapped,
};

/// A link that sends, on a session of its own.
pub(crate) struct SendLink {
    sender: Sender,
    // Dropped after the link: a session that ends first ends the link with an error.
    _session: SessionHandle<()>,
    /// What is about to be sent, written.
    written: Vec<u8>,
}

/// More room than this is not kept from one message to the next.
const KEPT: usize = 64 * 1024;

impl SendLink {
    pub(crate) fn new(sender: Sender, session: SessionHandle<()>) -> Self {
        Self { sender, _session: session, written: Vec::new() }
    }
}

impl LinkSender for SendLink {
    type Outcome = Decision;

    async fn transfer(&mut self, message: Message) -> Result<Decision, TransferError> {
        let Self { sender, written, .. } = self;
        written.clear();
        written.shrink_to(KEPT);
        if let Err(Unwritable(why)) = envelope::write(&message, written) {
            return Err(TransferError::Refused(Fault::new(Condition::Other, why)));
        }
        drop(message);
        // Never `send`, which would hang for ever if the connection died.
        match sender.send_batchable(Wrapped(written).into_message()).await {
            Ok(decision) => Ok(Decision(decision)),
            Err(failed @ (SendError::MessageSizeExceeded(_) | SendError::MessageEncodeError)) => {
                Err(TransferError::Refused(error::send(&failed)))
            }
            Err(failed) => Err(TransferError::Lost(error::send(&failed))),
        }
    }

    async fn detach(self, limit: Duration) {
        // A broker that does not answer is about to lose the connection anyway.
        drop(timeout(limit, self.sender.close()).await);
    }
}

/// What the peer will decide about one transfer.
pub(crate) struct Decision(DeliveryFut<Result<Outcome, SendError>>);

impl Future for Decision {
    type Output = Result<Verdict, Fault>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|outcome| match outcome {
            Ok(Outcome::Accepted(_)) => Ok(Verdict::Accepted),
            Ok(Outcome::Rejected(rejected)) => match rejected.error {
                // The next broker, or this one when it is back, takes it.
                Some(error) if error::is_stopping(&error) => Err(Fault::gone(error::peer(&error).said)),
                Some(error) => Ok(Verdict::Rejected(error::peer(&error))),
                None => Ok(Verdict::Rejected(Fault::new(Condition::Other, "rejected without a reason"))),
            },
            Ok(Outcome::Released(_) | Outcome::Modified(_)) => Ok(Verdict::Released),
            #[allow(unreachable_patterns, reason = "fe2o3-amqp has more outcomes with its feature `transaction`")]
            Ok(_) => Ok(Verdict::Released),
            Err(failed) => Err(error::send(&failed)),
        })
    }
}
