use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings::provider::{
    BodyKind, Capabilities, Claim, Connection, Context, DeadLetterQueue, Health, Opened, Provider, Sender, Target,
};
use tidings::{Error, ErrorKind, Problem, envelope::Parcel};
use tokio::{sync::watch, time::timeout};

use crate::{board::Board, receiver::Reader, sender::Pin};

/// A notice board: events stay in the process, in the order in which they were pinned.
pub struct Notices;

#[async_trait]
impl Provider for Notices {
    fn name(&self) -> &str {
        "notices"
    }

    fn capabilities(&self) -> Capabilities {
        capabilities()
    }

    fn check(&self, _: &[Claim]) -> Vec<Problem> {
        Vec::new()
    }

    async fn connect(&self, _: Context) -> Result<Arc<dyn Connection>, Error> {
        Ok(Arc::new(BoardConnection { board: Arc::new(Board::new()), health: watch::Sender::new(Health::Up) }))
    }
}

// What it cannot do core does where it can, such as waiting for a retry; the rest is refused with an error.
fn capabilities() -> Capabilities {
    let mut capabilities = Capabilities::none(BodyKind::Typed);
    capabilities.ordered = true;
    capabilities
}

struct BoardConnection {
    board: Arc<Board>,
    // Kept: whoever watches takes its end for that of the connection.
    health: watch::Sender<Health>,
}

#[async_trait]
impl Connection for BoardConnection {
    fn capabilities(&self) -> Capabilities {
        capabilities()
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        Arc::new(Pin { board: self.board.clone(), target: target.clone() })
    }

    async fn verify(&self, _: &Target) -> Result<(), Error> {
        Ok(())
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        let queue = claim.full_queue();
        self.board.with(|queues| {
            let queue = queues.entry(queue.clone()).or_default();
            claim.address().clone_into(&mut queue.address);
            self.board.open.send_modify(|open| *open += queue.waiting.len());
        });
        Ok(Opened::new(Box::new(Reader { board: self.board.clone(), queue, credit: 0, given: 0 })))
    }

    async fn dead_letters(&self, _: &Claim) -> Result<Box<dyn DeadLetterQueue>, Error> {
        Err(Error::new(ErrorKind::Unsupported, "list dead letters"))
    }

    async fn remove_queue(&self, _: &str) -> Result<(), Error> {
        Err(Error::new(ErrorKind::Unsupported, "remove a queue"))
    }

    fn health(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }

    async fn work_off(&self, limit: Duration) {
        // What is left after the limit is given back by `close`.
        let mut open = self.board.open.subscribe();
        _ = timeout(limit, open.wait_for(|open| *open == 0)).await;
    }

    async fn close(&self, _: Duration) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        let queues = self.board.close().into_iter().flat_map(|queues| queues.into_values());
        Ok(queues.flat_map(|queue| queue.waiting).collect())
    }
}
