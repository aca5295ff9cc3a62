use std::sync::Arc;

use super::{inner::Inner, nowhere::no_provider};
use crate::{
    dispatch::replay,
    envelope::{DeadLetterNote, Envelope},
    error::{Error, ErrorKind},
    id::EventId,
    provider::{Admission, Claim, Connection, DeadLetterQueue, Settlement, Target},
    sending::{SharedEnvelope, Unsent, offer},
};

/// The dead letters of one listener: listed without consuming, re-sent, discarded.
///
/// It outlives a reconnect. What is looked for while the connection is lost is looked for over the next one, which a call
/// waits for as long as a start may take.
pub struct DeadLetters {
    queue: Box<dyn DeadLetterQueue>,
    connection: Arc<dyn Connection>,
    claim: Claim,
    limit: std::time::Duration,
}

/// An event that was given up on.
#[derive(Clone, Debug)]
pub struct DeadLetter(SharedEnvelope);

impl DeadLetter {
    /// The event's id.
    pub fn id(&self) -> &EventId {
        self.0.envelope().id()
    }

    /// The envelope as it was when it was given up on.
    pub fn envelope(&self) -> &Envelope {
        self.0.envelope()
    }

    /// Why, by which listener, after how many attempts; `None` if the broker itself moved it, which keeps no reason.
    pub fn note(&self) -> Option<&DeadLetterNote> {
        self.0.envelope().dead_letter()
    }

    /// Why it was given up on; `broker` if the broker itself moved it.
    pub fn reason(&self) -> &str {
        self.note().map_or("broker", |note| &note.reason)
    }
}

impl DeadLetters {
    /// The oldest `limit` dead letters, which stay where they are.
    ///
    /// # Errors
    /// No connection within the time of a start, or a missing right.
    ///
    /// # Cancel safety
    /// A dropped call has taken nothing.
    pub async fn list(&mut self, limit: usize) -> Result<Vec<DeadLetter>, Error> {
        Ok(self.queue.list(limit).await?.into_iter().map(DeadLetter).collect())
    }

    /// Sends a dead letter again to the queue that it came from, alone, as attempt 1 with one more replay; only then is
    /// it no longer a dead letter. `false` if there is none of this id.
    ///
    /// # Errors
    /// If the copy was not confirmed: the dead letter is still there.
    ///
    /// # Cancel safety
    /// A dropped call leaves the dead letter where it is, unless its copy was confirmed and it was about to be accepted. Its
    /// copy is taken back if it has not left; otherwise the event may be both: sent again, and still a dead letter.
    pub async fn resend(&mut self, id: &EventId) -> Result<bool, Error> {
        let Some(held) = self.queue.take(id).await? else { return Ok(false) };
        let sender = self.connection.sender(&Target::Queue(self.origin(held.parcel())));
        match offer(&*sender, replay(held.parcel()), Admission::Beside, self.limit).await {
            Ok(()) => held.settle(Settlement::Accept).await.map(|()| true),
            Err(Unsent::NotSent(error) | Unsent::Undecided(error)) => {
                held.settle(Settlement::Return).await?;
                Err(error)
            }
        }
    }

    /// Removes a dead letter for good; `false` if there is none of this id.
    ///
    /// # Errors
    /// If the provider did not confirm it.
    ///
    /// # Cancel safety
    /// After a dropped call the dead letter is still there, or gone.
    pub async fn discard(&mut self, id: &EventId) -> Result<bool, Error> {
        match self.queue.take(id).await? {
            Some(held) => held.settle(Settlement::Accept).await.map(|()| true),
            None => Ok(false),
        }
    }

    /// The queue that it came from: of this listener, but perhaps of another server.
    fn origin(&self, envelope: &SharedEnvelope) -> Claim {
        let shared = self.claim.clone().without_server();
        let Some(note) = envelope.envelope().dead_letter() else { return self.claim.clone() };
        match note.queue.strip_prefix(&format!("{}-", shared.full_queue())) {
            Some(server) => shared.for_server(server),
            None => shared,
        }
    }
}

impl Inner {
    pub(super) async fn dead_letters(&self, listener: &str) -> Result<DeadLetters, Error> {
        const OPEN: &str = "open the dead letters of a listener";
        let running = self.running(OPEN)?;
        let found = {
            let subscriptions = running.subscriptions();
            let found = subscriptions.values().find(|subscribed| subscribed.info.name() == listener);
            found.map(|subscribed| subscribed.task.claim().clone())
        };
        let Some(claim) = found else {
            return Err(Error::new(ErrorKind::NotFound, OPEN)
                .with("listener", listener.escape_debug())
                .with_remedy("name a listener of this manager"));
        };
        let at = self.plan.provider_of(claim.event_ref()).ok_or_else(|| no_provider(OPEN, claim.event().name()))?;
        let connected = &running.connections[at];
        let connection = connected.connection.clone();
        let queue = connection.dead_letters(&claim).await?;
        Ok(DeadLetters { queue, connection, claim, limit: self.plan.limits.send_timeout })
    }
}
