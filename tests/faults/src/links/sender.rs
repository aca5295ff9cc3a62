use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tidings_wire::link::{Condition, Fault, LinkSender, Message, TransferError, Verdict};
use tokio::{select, sync::Semaphore, time::sleep};

use super::{
    connection::{Client, Told},
    message,
    packet::{Answer, Up},
    state::fault,
};
use crate::model;

/// How often a link looks whether it has credit again.
const LOOK: Duration = Duration::from_millis(5);

/// A link that sends.
pub(super) struct SimulatedSender {
    pub(super) client: Client,
    pub(super) target: model::Target,
    pub(super) room: Arc<Semaphore>,
}

impl LinkSender for SimulatedSender {
    type Outcome = Decision;

    async fn transfer(&mut self, message: Message) -> Result<Decision, TransferError> {
        let mut lost = self.client.lost.clone();
        let room = select! {
            biased;
            // An error is an end as well.
            _ = lost.wait_for(Option::is_some) => None,
            room = self.room.clone().acquire_owned() => room.ok(),
        };
        let Some(room) = room else { return Err(TransferError::Lost(self.client.fault())) };
        while self.client.network.with(|state, _| state.is_full(&self.target)) {
            select! {
                biased;
                _ = lost.wait_for(Option::is_some) => return Err(TransferError::Lost(self.client.fault())),
                () = sleep(LOOK) => {}
            }
        }
        let message = message::to_model(message);
        let (target, copy) = (self.target.clone(), message.clone());
        let transfer = Some((target.clone(), copy));
        let told = self.client.ask(transfer, Some(room), |question| Up::Transfer(question, target, message));
        Ok(Decision { told: told.map_err(TransferError::Lost)?, client: self.client.clone() })
    }

    async fn detach(self, _: Duration) {}
}

/// What the broker will decide.
pub(super) struct Decision {
    told: Told,
    client: Client,
}

impl Future for Decision {
    type Output = Result<Verdict, Fault>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.told).poll(cx).map(|told| match told {
            Err(_) => Err(self.client.fault()),
            Ok(Err(fault)) => Err(fault),
            Ok(Ok(Answer::Decided(model::Verdict::Refused(refusal)))) => Ok(Verdict::Rejected(fault(&refusal))),
            Ok(Ok(Answer::Decided(_))) => Ok(Verdict::Accepted),
            Ok(Ok(_)) => Err(Fault::new(Condition::Other, "an odd answer")),
        })
    }
}
