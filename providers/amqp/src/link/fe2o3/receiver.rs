use std::time::Duration;

use fe2o3_amqp::{
    Receiver,
    link::{RecvError, delivery::DeliveryInfo},
    session::SessionHandle,
    types::{messaging::Body, primitives::Value},
};
use tokio::time::timeout;

use super::{fault, message};
use crate::link::{Disposition, Fault, LinkReceiver, Received};

/// A link that receives, on a session of its own.
pub(crate) struct ReceiveLink {
    pub(super) receiver: Receiver,
    // Dropped after the link: a session that ends first ends the link with an error.
    pub(super) _session: SessionHandle<()>,
}

impl LinkReceiver for ReceiveLink {
    type Delivery = DeliveryInfo;

    async fn receive(&mut self) -> Result<Received<DeliveryInfo>, Fault> {
        match self.receiver.recv::<Body<Value>>().await {
            Ok(delivery) => {
                let (delivery, message) = delivery.into_parts();
                Ok(Received { delivery, message: Ok(message::read(message)) })
            }
            // The link goes on: what cannot be read is a delivery to be settled like any other.
            Err(RecvError::MessageDecode(error)) => {
                Ok(Received { delivery: error.info, message: Err(error.source.to_string()) })
            }
            Err(error) => Err(fault::receive(&error)),
        }
    }

    async fn credit(&mut self, credit: u32) -> Result<(), Fault> {
        self.receiver.set_credit(credit).await.map_err(|error| fault::flow(&error))
    }

    async fn settle(&mut self, deliveries: Vec<DeliveryInfo>, how: Disposition) -> Result<(), Fault> {
        let settled = match how {
            Disposition::Accepted => self.receiver.accept_all(deliveries).await,
            Disposition::Released => self.receiver.release_all(deliveries).await,
        };
        settled.map_err(|error| fault::settle(&error))
    }

    fn address(&self) -> Option<String> {
        self.receiver.source().as_ref()?.address.clone()
    }

    async fn detach(self, limit: Duration) {
        // The answer comes after every disposition; without one the connection is about to be lost anyway. What this
        // gives back must not be dropped before, since dropping a receiver closes its link.
        drop(timeout(limit, self.receiver.detach()).await);
    }
}
