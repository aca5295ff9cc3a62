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
use tokio::{select, time::timeout};

use crate::{
    connection::{Epoch, Shared},
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

pub(crate) struct DeadLetters<L: Links> {
    epoch: Arc<Epoch<L>>,
    places: Vec<Place>,
    claim: Claim,
    expected: Expected,
    shared: Arc<Shared>,
}

impl<L: Links> DeadLetters<L> {
    /// Makes sure of the listener's dead-letter queue and finds the broker's.
    pub(crate) async fn open(
        epoch: Arc<Epoch<L>>,
        claim: &Claim,
        expected: Expected,
        shared: Arc<Shared>,
    ) -> Result<Self, Error> {
        let places = epoch.topology.dead_letters(claim).await?;
        Ok(Self { places, claim: claim.clone(), expected, shared, epoch })
    }

    fn failed(&self, fault: Fault, place: &Place) -> Error {
        fault.into_error("read the dead letters").with("queue", &place.queue).with("user", &self.shared.user)
    }

    /// The next delivery; `None` if nothing came within the patience.
    async fn next<R: LinkReceiver>(
        &self,
        link: &mut R,
        patience: Duration,
    ) -> Result<Option<Received<R::Delivery>>, Fault> {
        select! {
            biased;
            received = timeout(patience, link.receive()) => received.ok().transpose(),
            fault = self.epoch.links.lost() => Err(fault),
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

    async fn browse(&self, place: &Place, limit: usize) -> Result<Vec<Arc<dyn Parcel>>, Fault> {
        let source = self.source(place).browsing();
        let mut link = self.epoch.links.attach_receiver(&source).await?;
        let mut found = Vec::new();
        let (mut looked, mut patience) = (0, FIRST);
        let most = if place.is_brokers { LOOK_THROUGH } else { limit };
        'pages: while found.len() < limit && looked < most {
            let page = PAGE.min(most - looked);
            link.credit(u32::try_from(page).unwrap_or(u32::MAX)).await?;
            for _ in 0..page {
                let Some(received) = self.next(&mut link, patience).await? else { break 'pages };
                (looked, patience) = (looked + 1, QUIET);
                found.extend(self.read(received.message, place));
                link.settle(vec![received.delivery], Disposition::Accepted).await?;
            }
        }
        found.truncate(limit);
        link.detach(self.shared.limits.heartbeat).await;
        Ok(found)
    }

    async fn take_from(&self, place: &Place, id: &EventId) -> Result<Option<Taken<L>>, Fault> {
        let source = self.source(place).only(id.clone());
        let mut link = self.epoch.links.attach_receiver(&source).await?;
        let limit = self.shared.limits.heartbeat;
        // Several listeners may have lost one event to the broker, so the first need not be ours; in the listener's own
        // queue it mostly is, and a second one must stay within others' reach.
        let page = if place.is_brokers { PAGE } else { 1 };
        let (mut others, mut patience) = (Vec::new(), FIRST);
        while others.len() < LOOK_THROUGH {
            if others.len() % page == 0 {
                link.credit(u32::try_from(page).unwrap_or(u32::MAX)).await?;
            }
            let Some(Received { delivery, message, .. }) = self.next(&mut link, patience).await? else {
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
        let mut found = Vec::new();
        for place in &self.places {
            let left = limit.saturating_sub(found.len());
            if left > 0 {
                found.extend(self.browse(place, left).await.map_err(|fault| self.failed(fault, place))?);
            }
        }
        Ok(found)
    }

    async fn take(&mut self, id: &EventId) -> Result<Option<Box<dyn Held>>, Error> {
        for place in &self.places {
            if let Some(taken) = self.take_from(place, id).await.map_err(|fault| self.failed(fault, place))? {
                return Ok(Some(Box::new(taken)));
            }
        }
        Ok(None)
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
        let settled = timeout(limit, link.settle(vec![delivery], how)).await;
        // The answer to the detach comes after the settlement was carried out.
        link.detach(limit).await;
        match settled {
            Ok(Ok(())) => Ok(()),
            Ok(Err(fault)) => Err(fault.into_error("settle a dead letter").with("queue", queue)),
            Err(_) => Err(Error::new(ErrorKind::Timeout, "settle a dead letter").with("queue", queue)),
        }
    }
}
