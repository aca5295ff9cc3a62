//! The dead letters of one listener: looked at without taking them, and taken one by one.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_artemis::names::QueueName;
use tidings_core::{
    Error, ErrorKind,
    envelope::Parcel,
    headers::Field,
    id::EventId,
    provider::{Claim, DeadLetterQueue, Held, Settlement},
};
use tokio::{select, time::timeout};

use crate::{
    connection::{Epoch, Shared},
    envelope::{Expected, read_dead_letter},
    link::{Disposition, Fault, Kind, LinkReceiver, Links, Received, Terminus},
};

/// How long the next dead letter may take to come before there is none.
const QUIET: Duration = Duration::from_millis(500);
/// The most that are asked for at once.
const PAGE: usize = 100;

pub(crate) struct DeadLetters<L: Links> {
    epoch: Arc<Epoch<L>>,
    queue: String,
    expected: Expected,
    shared: Arc<Shared>,
}

impl<L: Links> DeadLetters<L> {
    pub(crate) fn new(epoch: Arc<Epoch<L>>, claim: &Claim, expected: Expected, shared: Arc<Shared>) -> Self {
        Self { epoch, queue: QueueName::dead_letters(claim).queue, expected, shared }
    }

    fn terminus(&self) -> Terminus {
        Terminus::new(self.queue.clone(), Kind::Queue)
    }

    fn failed(&self, fault: Fault) -> Error {
        fault.into_error("read the dead letters").with("queue", &self.queue).with("user", &self.shared.user)
    }

    /// The next delivery; `None` if nothing came for a while.
    async fn next<R: LinkReceiver>(&self, link: &mut R) -> Result<Option<Received<R::Delivery>>, Fault> {
        select! {
            biased;
            received = timeout(QUIET, link.receive()) => received.ok().transpose(),
            fault = self.epoch.links.lost() => Err(fault),
        }
    }

    async fn browse(&self, link: &mut L::Receiver, limit: usize) -> Result<Vec<Arc<dyn Parcel>>, Fault> {
        let mut found: Vec<Arc<dyn Parcel>> = Vec::new();
        while found.len() < limit {
            let page = PAGE.min(limit - found.len());
            link.credit(u32::try_from(page).unwrap_or(u32::MAX)).await?;
            for _ in 0..page {
                let Some(received) = self.next(link).await? else { return Ok(found) };
                found.push(Arc::new(read_dead_letter(received.message, &self.expected)));
                link.settle(vec![received.delivery], Disposition::Accepted).await?;
            }
        }
        Ok(found)
    }
}

#[async_trait]
impl<L: Links> DeadLetterQueue for DeadLetters<L> {
    async fn list(&mut self, limit: usize) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        let attached = self.epoch.links.attach_receiver(&self.terminus().browsing()).await;
        let mut link = attached.map_err(|fault| self.failed(fault))?;
        let found = self.browse(&mut link, limit).await.map_err(|fault| self.failed(fault));
        link.detach(self.shared.limits.heartbeat).await;
        found
    }

    async fn take(&mut self, id: &EventId) -> Result<Option<Box<dyn Held>>, Error> {
        // In a selector a quote is doubled.
        let selector = format!("{} = '{}'", Field::EventId.name(), id.to_string().replace('\'', "''"));
        let attached = self.epoch.links.attach_receiver(&self.terminus().selecting(selector)).await;
        let mut link = attached.map_err(|fault| self.failed(fault))?;
        link.credit(1).await.map_err(|fault| self.failed(fault))?;
        let Some(Received { delivery, message }) = self.next(&mut link).await.map_err(|fault| self.failed(fault))?
        else {
            link.detach(self.shared.limits.heartbeat).await;
            return Ok(None);
        };
        Ok(Some(Box::new(Taken::<L> {
            parcel: Arc::new(read_dead_letter(message, &self.expected)),
            link,
            delivery,
            queue: self.queue.clone(),
            limit: self.shared.limits.heartbeat,
        })))
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
