//! A link that receives: one subscription on a socket of its own.
//!
//! STOMP knows no credit. What a broker gives ahead of it waits here, bounded by the width of the subscription, and counts
//! as given at the broker. A broker that cannot take one message back gets back all that are unsettled when a
//! subscription is left, so that a subscription is made anew, for another width or to give something back, when nothing
//! is at work.

mod pace;
mod plan;
mod writing;

pub(crate) use plan::Plan;

use std::{collections::VecDeque, time::Duration};

use bytes::BytesMut;
use tidings_wire::link::{Condition, Disposition, Fault, LinkReceiver, Received};
use tokio::time::{Instant, timeout, timeout_at};

use crate::{
    codec::{Command, Frame},
    envelope, error,
    life::Life,
    session::Session,
    topology,
};

/// How long what is unsettled may keep the broker from giving more, or a subscription from being made anew.
const PATIENCE: Duration = Duration::from_secs(1);

/// A link that receives.
pub(crate) struct ReceiveLink {
    session: Session,
    plan: Plan,
    life: Life,
    stage: Stage,
    /// The number of the subscription, and of the last receipt that was asked for.
    subscription: u64,
    receipt: u64,
    /// An earlier subscription that goes on beside it, since what it gave waits for long.
    beside: Option<u64>,
    /// Since when nothing can be given although there is credit.
    stuck: Option<Instant>,
    /// The width is changed when nothing is unsettled by itself: what is waits for long.
    is_put_off: bool,
    credit: u32,
    /// Given ahead of credit.
    waiting: VecDeque<Frame>,
    unsettled: u32,
    /// The receipt of the last acknowledgement, until it comes.
    unconfirmed: Option<u64>,
    /// Something is to be given back as soon as nothing is at work.
    owes: bool,
    is_checked: bool,
    /// Something came that cannot be taken: the broker must count it, to give up on it in the end.
    is_spoilt: bool,
    buffer: BytesMut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Steady,
    /// The subscription was left; what comes before the receipt is the broker's again.
    Leaving,
    /// The receipt came: subscribe anew.
    Left,
}

/// What a delivery is settled by.
pub(crate) struct Handed {
    ack: String,
    redelivered: bool,
    /// Where it must be given again from here.
    frame: Option<Frame>,
}

impl ReceiveLink {
    /// Subscribes, and waits for the receipt: then the queue exists.
    pub(crate) async fn attach(session: Session, plan: Plan, life: Life) -> Result<Self, Fault> {
        let mut link = Self {
            session,
            plan,
            life,
            stage: Stage::Steady,
            subscription: 0,
            receipt: 0,
            beside: None,
            stuck: None,
            is_put_off: false,
            credit: 0,
            waiting: VecDeque::new(),
            unsettled: 0,
            unconfirmed: None,
            owes: false,
            is_checked: false,
            is_spoilt: false,
            buffer: BytesMut::new(),
        };
        link.subscribe().await?;
        loop {
            let frame = link.frame().await?;
            match frame.command {
                Command::Receipt if link.is_latest(&frame) => return Ok(link),
                // Some brokers begin to give before they say that they do.
                _ => link.take(frame)?,
            }
        }
    }

    /// The next frame that is no complaint. Cancel safe.
    async fn frame(&mut self) -> Result<Frame, Fault> {
        match self.session.frames.next().await {
            Ok(frame) if frame.command == Command::Error => Err(error::complaint(&frame)),
            Ok(frame) => Ok(frame),
            Err(fault) => {
                // Without a word: the broker is gone for everybody.
                if matches!(fault.condition, Condition::Gone | Condition::Silent) {
                    self.life.end(fault.clone());
                }
                Err(fault)
            }
        }
    }

    fn is_latest(&self, frame: &Frame) -> bool {
        number_of(frame) == Some(self.receipt)
    }

    /// A receipt came: perhaps that of the last acknowledgement.
    fn hear(&mut self, frame: &Frame) {
        if number_of(frame) == self.unconfirmed {
            self.unconfirmed = None;
        }
    }

    /// Whether the subscription is to be made anew: nothing more is handed out until then.
    fn must_renew(&self) -> bool {
        let is_odd = match self.beside {
            Some(_) => self.unsettled == 0,
            None => self.plan.pace.wants_another() && !self.is_put_off,
        };
        !self.plan.keeps && (self.owes || is_odd)
    }

    /// Whether nothing is given although there is credit, because of what waits unsettled for long.
    fn is_stuck(&self) -> bool {
        let is_full = self.waiting.is_empty() && self.plan.pace.is_narrow();
        let is_waited_for = self.beside.is_none() && !self.owes && (is_full || self.must_renew());
        self.stage == Stage::Steady && !self.plan.keeps && self.credit > 0 && self.unsettled > 0 && is_waited_for
    }

    /// The next frame, or that it is time to do without what waits unsettled. Cancel safe.
    async fn frame_or_stuck(&mut self) -> Result<Option<Frame>, Fault> {
        if !self.is_stuck() {
            self.stuck = None;
            return self.frame().await.map(Some);
        }
        let since = *self.stuck.get_or_insert_with(Instant::now);
        match timeout_at(since + PATIENCE, self.frame()).await {
            Ok(frame) => frame.map(Some),
            Err(_) => {
                self.stuck = None;
                Ok(None)
            }
        }
    }

    /// Whether a message is given to the subscription of now: one that was left may go on for a moment, even behind its
    /// receipt, with what the broker gives again.
    fn is_current(&self, frame: &Frame) -> Result<bool, Fault> {
        let Some(id) = frame.header("subscription") else { return Err(error::lacking(frame, "subscription")) };
        let id = id.parse().ok();
        Ok(self.stage == Stage::Steady && id.is_some() && (id == Some(self.subscription) || id == self.beside))
    }

    /// Takes in what came.
    fn take(&mut self, frame: Frame) -> Result<(), Fault> {
        match frame.command {
            Command::Message if self.is_current(&frame)? => {
                self.check(&frame)?;
                self.plan.pace.given(frame.body.len() + frame.headers.bytes(), is_redelivered(&frame));
                self.waiting.push_back(frame);
            }
            Command::Message => {}
            Command::Receipt if self.stage == Stage::Leaving && self.is_latest(&frame) => self.stage = Stage::Left,
            Command::Receipt => self.hear(&frame),
            _ => return Err(error::unexpected(&frame)),
        }
        Ok(())
    }

    /// A queue of this name may belong to another address, and the broker would give us its events.
    fn check(&mut self, frame: &Frame) -> Result<(), Fault> {
        if std::mem::replace(&mut self.is_checked, true) {
            return Ok(());
        }
        let (Some(claim), Some(destination)) = (&self.plan.claim, frame.header("destination")) else { return Ok(()) };
        if topology::belongs(claim, destination) {
            return Ok(());
        }
        let queue = claim.queue();
        let said = format!("queue `{queue}` gives events of the address `{destination}`, not of `{}`", claim.address());
        Err(Fault::new(Condition::Foreign, said))
    }

    /// The next delivery. Cancel safe.
    async fn give(&mut self) -> Result<Received<Handed>, Fault> {
        loop {
            match self.stage {
                Stage::Left => self.subscribe().await?,
                Stage::Steady if self.must_renew() => {
                    if self.unsettled == 0 && self.unconfirmed.is_none() {
                        self.unsubscribe().await?;
                    }
                }
                Stage::Steady if self.credit > 0 => {
                    if let Some(frame) = self.waiting.pop_front() {
                        return self.hand(frame);
                    }
                }
                Stage::Steady | Stage::Leaving => {}
            }
            match self.frame_or_stuck().await? {
                Some(frame) => self.take(frame)?,
                None if self.plan.pace.is_narrow() => self.subscribe_beside().await?,
                None => self.is_put_off = true,
            }
        }
    }

    fn hand(&mut self, mut frame: Frame) -> Result<Received<Handed>, Fault> {
        // Of several, the last one is the broker's own.
        let Some(ack) = frame.headers.get_last("ack") else { return Err(error::lacking(&frame, "ack")) };
        let (ack, redelivered) = (ack.to_owned(), is_redelivered(&frame));
        self.credit -= 1;
        if !self.plan.is_browsing {
            self.unsettled += 1;
        }
        let body = if self.plan.keeps { frame.body.clone() } else { std::mem::take(&mut frame.body) };
        let message = Ok(envelope::read(&frame.headers, body));
        let delivery = Handed { ack, redelivered, frame: self.plan.keeps.then_some(frame) };
        Ok(Received { delivery, redelivered, message })
    }
}

/// The number that a receipt was asked for under.
fn number_of(frame: &Frame) -> Option<u64> {
    frame.header("receipt-id").and_then(|id| id.parse().ok())
}

fn is_redelivered(frame: &Frame) -> bool {
    frame.header("redelivered") == Some("true")
}

impl LinkReceiver for ReceiveLink {
    type Delivery = Handed;

    async fn receive(&mut self) -> Result<Received<Handed>, Fault> {
        let given = self.give().await;
        let spoils = |fault: &Fault| matches!(fault.condition, Condition::TooLarge | Condition::Other);
        self.is_spoilt |= given.as_ref().err().is_some_and(spoils);
        given
    }

    async fn credit(&mut self, credit: u32) -> Result<(), Fault> {
        self.credit = credit;
        Ok(())
    }

    async fn settle(&mut self, deliveries: Vec<Handed>, how: Disposition) -> Result<(), Fault> {
        if self.plan.is_browsing || deliveries.is_empty() {
            return Ok(());
        }
        let n = u32::try_from(deliveries.len()).unwrap_or(u32::MAX);
        self.unsettled = self.unsettled.saturating_sub(n);
        // It goes on after all; with nothing unsettled the width can be changed.
        self.stuck = None;
        self.is_put_off &= self.unsettled > 0;
        let command = match how {
            Disposition::Accepted => Command::Ack,
            Disposition::Released if self.plan.dialect.returns_by_nack() => Command::Nack,
            Disposition::Released if self.plan.keeps => {
                let frames = deliveries.into_iter().rev().filter_map(|delivery| delivery.frame);
                frames.for_each(|frame| self.waiting.push_front(frame));
                return Ok(());
            }
            Disposition::Released => {
                self.owes = true;
                return Ok(());
            }
        };
        deliveries.iter().for_each(|delivery| self.plan.pace.settled(delivery.redelivered));
        self.answer(command, &deliveries).map_err(|failed| error::unwritable(&failed))?;
        self.put().await
    }

    fn reply_to(&self) -> Option<String> {
        self.plan.reply_to.clone()
    }

    async fn detach(mut self, limit: Duration) {
        // Without an answer the connection is about to be lost anyway.
        drop(timeout(limit, self.leave()).await);
    }
}
