use std::{pin::pin, time::Duration};

use bytes::Bytes;
use fe2o3_amqp::{
    Receiver,
    link::{RecvError, delivery::DeliveryInfo},
    session::SessionHandle,
    types::messaging::{Batch, Data},
};
use tidings_wire::link::{Disposition, Fault, LinkReceiver, Received};
use tokio::{select, time::timeout};

use crate::{
    decode::{Decoded, decode},
    error, opaque,
    orders::Rounds,
};

/// A link that receives, on a session of its own.
pub(crate) struct ReceiveLink {
    pub(crate) receiver: Receiver,
    /// Of a queue whose order matters.
    pub(crate) rounds: Option<Rounds>,
    /// Whether its queue is to go with it: detached only, it would stay, and fill, until the connection ends.
    pub(crate) is_closed_to_leave: bool,
    // Dropped after the link: a session that ends first ends the link with an error.
    pub(crate) _session: SessionHandle<()>,
}

/// What a delivery is settled by, and the message in its encoding, or why there is none.
type Came = (DeliveryInfo, Result<Bytes, String>);

/// The next delivery. Cancel safe, as `recv` is.
async fn next(receiver: &mut Receiver) -> Result<Came, Fault> {
    match receiver.recv::<Batch<Data>>().await {
        Ok(delivery) => {
            let (delivery, message) = delivery.into_parts();
            Ok((delivery, Ok(opaque::whole(message.body))))
        }
        Err(RecvError::MessageDecode(failed)) => Ok((failed.info, Err(failed.source.to_string()))),
        Err(failed) => Err(error::receive(&failed)),
    }
}

impl LinkReceiver for ReceiveLink {
    type Delivery = DeliveryInfo;

    async fn receive(&mut self) -> Result<Received<DeliveryInfo>, Fault> {
        let (delivery, message) = next(&mut self.receiver).await?;
        Ok(match message.and_then(|message| decode(&message)) {
            Ok(Decoded { message, redelivered }) => Received { delivery, redelivered, message: Ok(message) },
            // The link goes on: what cannot be read is a delivery to be settled like any other.
            Err(why) => Received { delivery, redelivered: false, message: Err(why) },
        })
    }

    async fn credit(&mut self, credit: u32) -> Result<(), Fault> {
        // To fe2o3 a message that is under way while its credit is taken back is a mistake of the broker's, which ends
        // the link. What comes on the credit that is left is given back instead, which is so much and no more. A drain
        // does not do either: the broker answers it late, perhaps to a link that was detached meanwhile.
        if credit == 0 {
            return Ok(());
        }
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

    async fn detach(mut self, limit: Duration) {
        // What the broker still has under way to a link that leaves it gives again later than what lies behind it.
        // The answer comes after every disposition; without one the connection is about to be lost anyway. What this
        // gives back must not be dropped before, since dropping a receiver closes its link.
        let leaving = async {
            self.empty().await?;
            match self.is_closed_to_leave {
                true => drop(self.receiver.close().await),
                false => drop(self.receiver.detach().await),
            }
            Ok::<_, Fault>(())
        };
        drop(timeout(limit, leaving).await);
    }
}

impl ReceiveLink {
    /// Returns everything that is under way, until a round trip brings nothing more.
    async fn empty(&mut self) -> Result<(), Fault> {
        let Some(rounds) = &self.rounds else { return Ok(()) };
        loop {
            let mut came = Vec::new();
            let mut round = pin!(rounds.trip());
            loop {
                select! {
                    biased;
                    received = next(&mut self.receiver) => came.push(received?.0),
                    made = &mut round => {
                        made?;
                        break;
                    }
                }
            }
            if came.is_empty() {
                return Ok(());
            }
            self.receiver.release_all(came).await.map_err(|failed| error::settle(&failed))?;
        }
    }
}
