use std::{sync::Arc, time::Duration};

use tidings_wire::link::{Disposition, Fault, LinkReceiver, Received};
use tokio::time::timeout;

use super::{connection::Client, message, packet::Up, state::Inbox};
use crate::model::{ConsumerId, DeliveryId, Settle};

/// A link that receives.
pub(super) struct SimulatedReceiver {
    client: Client,
    consumer: ConsumerId,
    queue: Arc<str>,
    inbox: Arc<Inbox>,
    received: u64,
    is_left: bool,
}

impl SimulatedReceiver {
    pub(super) fn new(client: Client, consumer: ConsumerId, queue: Arc<str>, inbox: Arc<Inbox>) -> Self {
        Self { client, consumer, queue, inbox, received: 0, is_left: false }
    }
}

impl LinkReceiver for SimulatedReceiver {
    type Delivery = DeliveryId;

    async fn receive(&mut self) -> Result<Received<DeliveryId>, Fault> {
        loop {
            match self.inbox.take() {
                Some(Ok(given)) => {
                    self.received += 1;
                    let message = Ok(message::from_model(&given.message));
                    return Ok(Received { delivery: given.delivery, redelivered: given.redelivered, message });
                }
                Some(Err(fault)) => return Err(fault),
                None => self.inbox.news.notified().await,
            }
        }
    }

    async fn credit(&mut self, credit: u32) -> Result<(), Fault> {
        self.client.tell(Up::Credit(self.consumer, self.received, credit))
    }

    async fn settle(&mut self, deliveries: Vec<DeliveryId>, how: Disposition) -> Result<(), Fault> {
        if deliveries.is_empty() {
            return Ok(());
        }
        let how = match how {
            Disposition::Accepted => Settle::Accepted,
            Disposition::Released => Settle::Released,
        };
        self.client.tell(Up::Settle(self.consumer, deliveries, how))
    }

    fn reply_to(&self) -> Option<String> {
        Some(self.queue.to_string())
    }

    async fn detach(mut self, limit: Duration) {
        self.is_left = true;
        let consumer = self.consumer;
        if let Ok(told) = self.client.ask(None, None, |question| Up::Detach(Some(question), consumer)) {
            // Without an answer the connection is about to be lost.
            drop(timeout(limit, self.client.answer(told)).await);
        }
    }
}

impl Drop for SimulatedReceiver {
    fn drop(&mut self) {
        if !self.is_left && self.client.process.is_alive() {
            // What was not left in order is left by dropping, as the AMQP client does; a lost connection has no links.
            drop(self.client.tell(Up::Detach(None, self.consumer)));
        }
    }
}
