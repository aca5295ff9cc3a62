use std::time::Duration;

use fe2o3_amqp::{
    Receiver,
    link::{RecvError, delivery::DeliveryInfo},
    session::SessionHandle,
    types::{messaging::Body, primitives::Value},
};
use tidings_wire::link::{Disposition, Fault, LinkReceiver, Received};
use tokio::time::timeout;

use crate::{envelope, error};

/// A link that receives, on a session of its own.
pub(crate) struct ReceiveLink {
    pub(crate) receiver: Receiver,
    // Dropped after the link: a session that ends first ends the link with an error.
    pub(crate) _session: SessionHandle<()>,
}

impl LinkReceiver for ReceiveLink {
    type Delivery = DeliveryInfo;

    async fn receive(&mut self) -> Result<Received<DeliveryInfo>, Fault> {
        match self.receiver.recv::<Body<Value>>().await {
            Ok(delivery) => {
                let (delivery, message) = delivery.into_parts();
                let redelivered = message.header.as_ref().is_some_and(|header| header.delivery_count > 0);
                Ok(Received { delivery, redelivered, message: Ok(envelope::read(message)) })
            }
            // The link goes on: what cannot be read is a delivery to be settled like any other.
            Err(RecvError::MessageDecode(failed)) => {
                Ok(Received { delivery: failed.info, redelivered: false, message: Err(failed.source.to_string()) })
            }
            Err(failed) => Err(error::receive(&failed)),
        }
    }

    async fn credit(&mut self, credit: u32) -> Result<(), Fault> {
        self.receiver.set_credit(credit).await.map_err(|failed| error::flow(&failed))
    }

    async fn settle(&mut self, deliveries: Vec<DeliveryInfo>, how: Disposition) -> Result<(), Fault> {
        let settled = match how {
            Disposition::Accepted => self.receiver.accept_all(deliveries).await,
            Disposition::Released => self.receiver.release_all(deliveries).await,
        };
        settled.map_err(|failed| error::settle(&failed))
    }

    fn reply_to(&self) -> Option<String> {
        self.receiver.source().as_ref()?.address.clone()
    }

    async fn detach(self, limit: Duration) {
        // The answer comes after every disposition; without one the connection is about to be lost anyway. What this
        // gives back must not be dropped before, since dropping a receiver closes its link.
        drop(timeout(limit, self.receiver.detach()).await);
    }
}
