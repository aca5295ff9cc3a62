use std::{future::poll_fn, hint::black_box, pin::pin, task::Poll};

use fe2o3_amqp::{
    Receiver,
    link::delivery::DeliveryInfo,
    types::{
        messaging::{AmqpValue, Body as Section},
        primitives::Value,
    },
};
use tidings_bench_measure::{Meter, Outcome, Place, Work, repeat};

use super::{super::body::Body, link};

/// As many as Tidings accepts at once, at most.
const BATCH: usize = 256;

pub(super) async fn next(receiver: &mut Receiver) -> Outcome<DeliveryInfo> {
    let (delivery, message) = receiver.recv::<AmqpValue<String>>().await?.into_parts();
    black_box(serde_json::from_str::<Body>(&message.body.0)?.n);
    Ok(delivery)
}

/// What is there, at least one and at most so many.
async fn batch(receiver: &mut Receiver, most: usize) -> Outcome<Vec<DeliveryInfo>> {
    let mut batch = Vec::with_capacity(most);
    batch.push(next(receiver).await?);
    while batch.len() < most {
        // `recv` can be dropped: what has not come yet stays.
        let mut more = pin!(next(receiver));
        match poll_fn(|cx| Poll::Ready(more.as_mut().poll(cx))).await {
            Poll::Ready(delivery) => batch.push(delivery?),
            Poll::Pending => break,
        }
    }
    Ok(batch)
}

/// Keeps as many deliveries under way as the window has; credit is given in quarters of it.
pub(super) struct Credit {
    window: u32,
    used: u32,
}

impl Credit {
    pub(super) async fn open(receiver: &mut Receiver, window: u32) -> Outcome<Self> {
        receiver.set_credit(window).await?;
        Ok(Self { window, used: 0 })
    }

    pub(super) async fn refill(&mut self, receiver: &mut Receiver, used: usize) -> Outcome {
        self.used += u32::try_from(used)?;
        if self.used >= self.window / 4 {
            // What is left of the old credit, and what was used of it.
            receiver.set_credit(self.window).await?;
            self.used = 0;
        }
        Ok(())
    }
}

/// Accepts what came together at once.
pub(super) async fn batches(place: Place) -> Outcome<Box<dyn Work>> {
    let mut attached = link::receiver(&place).await?;
    let mut credit = Credit::open(attached.link(), place.window).await?;
    Ok(repeat(async move |events| {
        let receiver = attached.link();
        let meter = Meter::start();
        let mut left = usize::try_from(events)?;
        while left > 0 {
            let batch = batch(receiver, BATCH.min(left)).await?;
            let count = batch.len();
            receiver.accept_all(batch).await?;
            credit.refill(receiver, count).await?;
            left -= count;
        }
        Ok(meter.stop(events))
    }))
}

/// Accepts each for itself.
pub(super) async fn each(place: Place) -> Outcome<Box<dyn Work>> {
    let mut attached = link::receiver(&place).await?;
    let mut credit = Credit::open(attached.link(), place.window).await?;
    Ok(repeat(async move |events| {
        let receiver = attached.link();
        let meter = Meter::start();
        for _ in 0..events {
            let delivery = next(receiver).await?;
            receiver.accept(delivery).await?;
            credit.refill(receiver, 1).await?;
        }
        Ok(meter.stop(events))
    }))
}

/// Makes the queue if there is none, and takes so many events out of it.
pub(crate) async fn drain(place: &Place, events: u64) -> Outcome {
    let mut attached = link::receiver(place).await?;
    let mut left = usize::try_from(events)?;
    if left > 0 {
        let mut credit = Credit::open(attached.link(), place.window).await?;
        while left > 0 {
            let mut batch = Vec::new();
            // No more than credit was given for.
            for _ in 0..BATCH.min(left).min(place.window as usize) {
                // Whatever it is: a peer may send what the bare client does not read.
                batch.push(attached.link().recv::<Section<Value>>().await?.into_parts().0);
            }
            let count = batch.len();
            attached.link().accept_all(batch).await?;
            credit.refill(attached.link(), count).await?;
            left -= count;
        }
    }
    // An accept is only queued; the answer to this comes after it.
    let (link, _alive) = attached.into_link();
    link.detach().await.map_err(|(_, failed)| failed)?;
    Ok(())
}
