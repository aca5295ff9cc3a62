use std::{sync::Arc, time::Duration};

use super::{bound::AnyListener, copies, outcome, report::Hook};
use crate::{
    envelope::Envelope,
    error::{Error, Failure, Result},
    ledger::DeliveryCount,
    panic::Caught,
    provider::{Admission, Claim, Connection, Sender, Target},
    runtime::Runtime,
    sending::{BoxFuture, InlineListener, SharedEnvelope, Unsent, offer},
};

/// A listener whose first attempt runs where the event is sent; a failed one goes on in its queue.
pub struct InlineBound {
    listener: Arc<dyn AnyListener>,
    claim: Claim,
    retry: Arc<dyn Sender>,
    dead_letters: Arc<dyn Sender>,
    runtime: Runtime,
    limit: Duration,
    hook: Hook,
    count: Arc<DeliveryCount>,
}

impl InlineBound {
    /// The inline side of a listener.
    pub fn new(
        listener: Arc<dyn AnyListener>,
        claim: Claim,
        connection: &dyn Connection,
        runtime: Runtime,
        limit: Duration,
        hook: Hook,
        count: Arc<DeliveryCount>,
    ) -> Self {
        let retry = connection.sender(&Target::Queue(claim.clone()));
        let dead_letters = connection.sender(&Target::DeadLetters(claim.clone()));
        Self { listener, claim, retry, dead_letters, runtime, limit, hook, count }
    }

    async fn go_on(&self, envelope: SharedEnvelope, failure: Failure) -> Result<(), Error> {
        let info = &self.listener.wired().info;
        outcome::attempt_failed(&self.hook, envelope.envelope(), info, &failure);
        let policy = info.policy();
        let give_up = failure.is_permanent() || policy.retry.attempts <= 1;
        let (sender, copy) = if give_up {
            let copy = copies::dead_letter(&envelope, None, &self.claim, &failure.to_string(), 1);
            (&self.dead_letters, copy)
        } else {
            (&self.retry, copies::retry(&envelope, None, 2, policy.pause(1, &self.runtime)))
        };
        match offer(&**sender, copy, Admission::Beside, self.limit).await {
            Ok(()) => {}
            Err(Unsent::NotSent(error) | Unsent::Undecided(error)) => {
                // It is its sender's again.
                self.count.inline().returned(1);
                return Err(Error::new(error.kind(), "keep an event whose listener failed")
                    .with("listener", info.name())
                    .with_source(error));
            }
        }
        if give_up {
            self.count.inline().dead_lettered();
            outcome::dead_lettered(&self.hook, envelope.envelope(), info, &failure.to_string());
        } else {
            self.count.inline().retried();
        }
        Ok(())
    }
}

impl InlineListener for InlineBound {
    fn needs_owner(&self) -> bool {
        self.listener.needs_owner()
    }

    fn admit(&self, envelope: &mut Envelope) -> Result {
        let wired = self.listener.wired();
        wired.chain.handle(envelope, &wired.info)
    }

    fn attempt<'a>(&'a self, envelope: &'a Envelope, owner: Option<&'a SharedEnvelope>) -> Caught<'a> {
        self.listener.attempt(envelope, owner, false)
    }

    #[inline]
    fn handled(&self) {
        self.count.inline().accepted();
    }

    fn failed(&self, envelope: SharedEnvelope, failure: Failure) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.go_on(envelope, failure))
    }
}
