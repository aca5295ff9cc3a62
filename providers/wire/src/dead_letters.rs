//! The dead letters of one listener: looked at without taking them, and taken one by one.
//!
//! There are two kinds: what Tidings gave up on lies in the listener's own queue, with its reason; what the broker
//! itself gave up on, after too many crashes, lies in the broker's dead-letter address, and says only where it was.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_core::{
    Error, ErrorKind,
    envelope::{DeadLetterNote, Parcel},
    id::EventId,
    provider::{Claim, DeadLetterQueue, Held, Settlement},
};
use tokio::select;

use crate::{
    awake,
    connection::{Epoch, Epochs},
    envelope::{Expected, read_dead_letter},
    link::{Disposition, Fault, LinkReceiver, Links, Message, Node, Received, Source},
    topology::Place,
};

/// How long the first dead letter may take to come before there is none: a broker that has just started reads its queues.
const FIRST: Duration = Duration::from_secs(2);
/// How long each further one may take.
const QUIET: Duration = Duration::from_millis(500);
/// The most that are asked for at once.
const PAGE: usize = 100;
/// How many of the broker's dead letters are looked through, where other queues' may lie among them.
const LOOK_THROUGH: usize = 10_000;
/// The reason of what the broker gave up on.
const BY_THE_BROKER: &str = "broker";
const OPERATION: &str = "read the dead letters";

/// It outlives connections: what is asked while one is lost is asked again over the next.
pub(crate) struct DeadLetters<L> {
    epochs: Epochs<L>,
    places: Vec<Place>,
    claim: Claim,
    expected: Expected,
}

impl<L: Links> DeadLetters<L> {
    /// Makes sure of the listener's dead-letter queue and finds the broker's.
    pub(crate) async fn open(epochs: Epochs<L>, claim: &Claim, expected: Expected) -> Result<Self, Error> {
        let find = |epoch: Arc<Epoch<L>>| async move { epoch.topology.dead_letters(claim).await };
        let places = epochs.in_time("open the dead letters", &claim.full_queue(), find).await?;
        Ok(Self { places, claim: claim.clone(), expected, epochs })
    }

    fn failed(&self, fault: Fault, place: &Place) -> Error {
        fault.into_error(OPERATION).with("queue", &place.queue).with("user", &self.epochs.shared.user)
    }

    /// The next delivery; `None` if nothing came within the patience.
    async fn next<R: LinkReceiver>(
        links: &L,
        link: &mut R,
        patience: Duration,
    ) -> Result<Option<Received<R::Delivery>>, Fault> {
        select! {
            biased;
            received = awake::within(patience, link.receive()) => received.transpose(),
            fault = links.lost() => Err(fault),
        }
    }

    /// What is in a message if it is a dead letter of this listener.
    fn read(&self, message: Result<Message, String>, place: &Place) -> Option<Arc<dyn Parcel>> {
        if !place.is_brokers {
            return Some(Arc::new(read_dead_letter(message, &self.expected)));
        }
        let queue = self.claim.queue();
        let is_ours = |message: &Message| message.origin_queue.as_deref() == Some(&*queue);
        let message = message.ok().filter(is_ours)?;
        let mut envelope = read_dead_letter(Ok(message), &self.expected);
        let (listener, address) = (self.claim.listener(), self.claim.address());
        let (attempts, at) = (envelope.attempt(), envelope.occurred_at());
        let note = DeadLetterNote::new(BY_THE_BROKER, listener, self.claim.full_queue(), address, attempts, at);
        envelope.head_mut().set_dead_letter(Some(note));
        Some(Arc::new(envelope))
    }

    /// Of the broker's, only those of this queue: another one's may be such as this protocol cannot be given.
    fn source(&self, place: &Place) -> Source {
        let source = Source::of(Node::DeadLetters(place.queue.clone()));
        if place.is_brokers { source.given_up_in(self.claim.queue()) } else { source }
    }

    async fn browse(&self, links: &L, place: &Place, limit: usize) -> Result<Vec<Arc<dyn Parcel>>, Fault> {
        let source = self.source(place).browsing();
        let mut link = links.attach_receiver(&source).await?;
        let mut found = Vec::new();
        let (mut looked, mut patience) = (0, FIRST);
        let most = if place.is_brokers { LOOK_THROUGH } else { limit };
        'pages: while found.len() < limit && looked < most {
            let page = PAGE.min(most - looked);
            link.credit(u32::try_from(page).unwrap_or(u32::MAX)).await?;
            for _ in 0..page {
                let Some(received) = Self::next(links, &mut link, patience).await? else { break 'pages };
                (looked, patience) = (looked + 1, QUIET);
                found.extend(self.read(received.message, place));
                link.settle(vec![received.delivery], Disposition::Accepted).await?;
            }
        }
        found.truncate(limit);
        link.detach(self.epochs.shared.limits.heartbeat).await;
        Ok(found)
    }

    async fn take_from(&self, links: &L, place: &Place, id: &EventId) -> Result<Option<Taken<L>>, Fault> {
        let source = self.source(place).only(id.clone());
        let mut link = links.attach_receiver(&source).await?;
        let limit = self.epochs.shared.limits.heartbeat;
        // Several listeners may have lost one event to the broker, so the first need not be ours; in the listener's own
        // queue it mostly is, and a second one must stay within others' reach.
        let page = if place.is_brokers { PAGE } else { 1 };
        let (mut others, mut patience) = (Vec::new(), FIRST);
        while others.len() < LOOK_THROUGH {
            if others.len() % page == 0 {
                link.credit(u32::try_from(page).unwrap_or(u32::MAX)).await?;
            }
            let Some(Received { delivery, message, .. }) = Self::next(links, &mut link, patience).await? else {
                break;
            };
            patience = QUIET;
            match self.read(message, place).filter(|parcel| parcel.envelope().id() == id) {
                Some(parcel) => {
                    link.settle(others, Disposition::Released).await?;
                    return Ok(Some(Taken { parcel, link, delivery, queue: place.queue.clone(), limit }));
                }
                None => others.push(delivery),
            }
        }
        link.settle(others, Disposition::Released).await?;
        link.detach(limit).await;
        Ok(None)
    }
}

#[async_trait]
impl<L: Links> DeadLetterQueue for DeadLetters<L> {
    async fn list(&mut self, limit: usize) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        let this = &*self;
        this.epochs
            .in_some(OPERATION, &this.claim.full_queue(), |epoch| async move {
                let mut found = Vec::new();
                for place in &this.places {
                    let left = limit.saturating_sub(found.len());
                    if left > 0 {
                        let more = this.browse(&epoch.links, place, left).await;
                        found.extend(more.map_err(|fault| this.failed(fault, place))?);
                    }
                }
                Ok(found)
            })
            .await
    }

    async fn take(&mut self, id: &EventId) -> Result<Option<Box<dyn Held>>, Error> {
        let this = &*self;
        this.epochs
            .in_some(OPERATION, &this.claim.full_queue(), |epoch| async move {
                for place in &this.places {
                    let taken = this.take_from(&epoch.links, place, id).await;
                    if let Some(taken) = taken.map_err(|fault| this.failed(fault, place))? {
                        return Ok(Some(Box::new(taken) as Box<dyn Held>));
                    }
                }
                Ok(None)
            })
            .await
    }
}

/// A dead letter on a link of its own; dropping it drops the link, and the broker has it back.
struct Taken<L: Links> {
    parcel: Arc<dyn Parcel>,
    link: L::Receiver,
    delivery: <L::Receiver as LinkReceiver>::Delivery,
    queue: String,
    limit: Duration,
}

#[async_trait]
impl<L: Links> Held for Taken<L> {
    fn parcel(&self) -> &Arc<dyn Parcel> {
        &self.parcel
    }

    async fn settle(self: Box<Self>, settlement: Settlement) -> Result<(), Error> {
        let Self { mut link, delivery, queue, limit, .. } = *self;
        let how = match settlement {
            Settlement::Accept => Disposition::Accepted,
            _ => Disposition::Released,
        };
        let settled = awake::within(limit, link.settle(vec![delivery], how)).await;
        // The answer to the detach comes after the settlement was carried out.
        link.detach(limit).await;
        match settled {
            Some(Ok(())) => Ok(()),
            Some(Err(fault)) => Err(fault.into_error("settle a dead letter").with("queue", queue)),
            None => Err(Error::new(ErrorKind::Timeout, "settle a dead letter").with("queue", queue)),
        }
    }
}

#[cfg(test)]
mod tests {
    use tidings_core::{
        event::{EventInfo, EventRef},
        provider::{Connection, Context},
    };

    use super::*;
    use crate::{
        connection::{LinkedConnection, Settings, Shared},
        link::{
            Condition,
            model::{Model, Reaction},
        },
    };

    async fn letters(model: &Model) -> (Box<dyn DeadLetterQueue>, impl Connection) {
        let settings = Settings::new(Context::default(), "model:1", "user");
        let connection = LinkedConnection::open(model.clone(), Shared::new(settings)).await.unwrap();
        let claim = Claim::shared(EventRef::from(EventInfo::external("e").durable()), "l");
        (connection.dead_letters(&claim).await.unwrap(), connection)
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_asked_while_the_connection_is_lost_is_asked_again_over_the_next() {
        let model = Model::new(|_| Reaction::Accept);
        let (mut letters, _connection) = letters(&model).await;
        model.end_with_receivers(2);
        assert!(letters.list(10).await.unwrap().is_empty());
        assert_eq!((model.connections(), model.receivers()), (3, 1));
        model.close(Fault::gone("the broker was stopped"));
        let runtime = Context::default().runtime;
        assert!(letters.take(&runtime.event_id(runtime.now())).await.unwrap().is_none());
        assert_eq!(model.connections(), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_refused_is_not_asked_again() {
        let model = Model::new(|_| Reaction::Accept);
        let (mut letters, _connection) = letters(&model).await;
        model.refuse_links(Some(Fault::new(Condition::Unauthorized, "no permission='BROWSE'")));
        let refused = letters.list(10).await.err().unwrap();
        assert_eq!(refused.kind(), ErrorKind::Unauthorized, "{refused}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_is_lost_again_and_again_is_an_error_in_the_end() {
        let model = Model::new(|_| Reaction::Accept);
        let (mut letters, _connection) = letters(&model).await;
        model.end_with_receivers(u32::MAX);
        let lost = letters.list(10).await.err().unwrap();
        assert!(
            lost.kind() == ErrorKind::Disconnected && lost.to_string().contains("the broker was stopped"),
            "{lost}"
        );
    }
}
