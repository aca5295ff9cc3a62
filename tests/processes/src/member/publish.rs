//! Sends events, in a burst or one after the other, and writes down each confirmation.

use std::{sync::Arc, time::Duration};

use tidings_core::{
    Result,
    error::BoxError,
    manager::EventManager,
    sending::{SendError, SharedEnvelope},
};
use tidings_process_tests::{Deed, Publish};
use tokio::{select, time::sleep};

use crate::{
    Desk,
    event::Order,
    orders::{Orders, Told},
};

pub(crate) async fn run(desk: &Arc<Desk>, publish: &Publish) -> Result<(), BoxError> {
    let mut orders = Orders::new()?;
    let manager = desk.builder().build()?;
    manager.start().await?;
    desk.note(desk.line(Deed::Ready));
    let mut next = publish.from;
    loop {
        match orders.next().await {
            Told::End => break,
            Told::Line(line) if line == "begin" => {
                on_and_on(desk, publish, &manager, &mut orders, &mut next).await;
                break;
            }
            Told::Line(line) => {
                let count: u64 = line.strip_prefix("send ").ok_or("not known")?.parse()?;
                burst(desk, publish, &manager, &mut next, count).await?;
                desk.note(desk.line(Deed::Done));
            }
        }
    }
    manager.shutdown().await?;
    Ok(())
}

/// Until it is told to end, and not in the middle of a send.
async fn on_and_on(desk: &Desk, publish: &Publish, manager: &EventManager, orders: &mut Orders, next: &mut u64) {
    loop {
        send(desk, publish, manager, next).await;
        select! {
            biased;
            _ = orders.next() => return,
            () = sleep(Duration::from_millis(publish.pause_ms)) => {}
        }
    }
}

/// So many at once: they keep their order, as long as nothing goes wrong.
async fn burst(
    desk: &Desk,
    publish: &Publish,
    manager: &EventManager,
    next: &mut u64,
    count: u64,
) -> Result<(), BoxError> {
    let orders: Vec<_> = (*next..*next + count).map(|n| order(desk, publish, n)).collect();
    for (order, sent) in orders.iter().zip(manager.send_events(orders.clone()).await) {
        sent.map_err(SendError::into_error)?;
        desk.note(desk.line(Deed::Sent).to(order.n, order.customer.as_deref()));
    }
    *next += count;
    Ok(())
}

fn order(desk: &Desk, publish: &Publish, n: u64) -> Order {
    Order { n, customer: desk.place.keyed.then(|| format!("customer {}", n % publish.keys)) }
}

/// What is undecided goes again under its id until it is decided; what was not sent goes again.
async fn send(desk: &Desk, publish: &Publish, manager: &EventManager, next: &mut u64) {
    let order = order(desk, publish, *next);
    let mut again: Option<SharedEnvelope> = None;
    loop {
        let (envelope, error) = match again.take() {
            None => match manager.send_event(order.clone()).await {
                Ok(()) => break,
                Err(SendError::Undecided(undecided)) => (Some(undecided.envelope), undecided.error),
                Err(SendError::NotSent(not_sent)) => (None, not_sent.error),
            },
            Some(envelope) => match manager.send(envelope).await {
                Ok(()) => break,
                Err(SendError::Undecided(undecided)) => (Some(undecided.envelope), undecided.error),
                Err(SendError::NotSent(not_sent)) => (Some(not_sent.value), not_sent.error),
            },
        };
        again = envelope;
        desk.note(desk.line(Deed::Wrong).saying(format!("{error:?}")));
        sleep(Duration::from_millis(50)).await;
    }
    desk.note(desk.line(Deed::Sent).to(order.n, order.customer.as_deref()));
    *next += 1;
}
