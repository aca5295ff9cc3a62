use std::collections::VecDeque;

use fe2o3_amqp::{Sender, link::SendError, link::delivery::DeliveryFut, types::messaging::Outcome as Decided};
use tidings_bench_measure::{Meter, Outcome, Place, Work, repeat};

use super::{link, message::Messages};

type Pending = DeliveryFut<Result<Decided, SendError>>;

pub(super) async fn accepted(pending: Pending) -> Outcome {
    super::super::demand(matches!(pending.await?, Decided::Accepted(_)), "the broker did not accept a message")
}

async fn send(sender: &mut Sender, messages: &mut Messages, window: u32, events: u64) -> Outcome {
    let window = window as usize;
    let mut pending = VecDeque::<Pending>::with_capacity(window);
    for _ in 0..events {
        if pending.len() == window
            && let Some(oldest) = pending.pop_front()
        {
            accepted(oldest).await?;
        }
        pending.push_back(sender.send_batchable(messages.next()?).await?);
    }
    for pending in pending {
        accepted(pending).await?;
    }
    Ok(())
}

pub(super) async fn window(place: Place, with_headers: bool) -> Outcome<Box<dyn Work>> {
    let mut attached = link::sender(&place).await?;
    let mut messages = Messages::new(&place, with_headers);
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        send(attached.link(), &mut messages, place.window, events).await?;
        Ok(meter.stop(events))
    }))
}

pub(super) async fn each(place: Place, with_headers: bool) -> Outcome<Box<dyn Work>> {
    let mut attached = link::sender(&place).await?;
    let mut messages = Messages::new(&place, with_headers);
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        for _ in 0..events {
            accepted(attached.link().send_batchable(messages.next()?).await?).await?;
        }
        Ok(meter.stop(events))
    }))
}

/// Puts so many events, with Tidings' headers, into whatever queues the address has.
pub(crate) async fn fill(place: &Place, events: u64) -> Outcome {
    let mut attached = link::sender(place).await?;
    send(attached.link(), &mut Messages::new(place, true), place.window, events).await?;
    attached.close().await
}
