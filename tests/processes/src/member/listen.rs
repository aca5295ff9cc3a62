//! Handles events, and writes down when each began and ended.

use std::{sync::Arc, time::Duration};

use tidings_core::{
    Failure, Result,
    delivery::Received,
    error::BoxError,
    event::EventRef,
    manager::EventManager,
    policy::{Backoff, Retry},
    subscription::Subscription,
};
use tidings_process_tests::{Deed, Listen};
use tokio::{sync::watch, time::sleep};

use crate::{
    Desk,
    event::Order,
    orders::{Orders, Told},
};

pub(crate) async fn run(desk: &Arc<Desk>, listen: Listen) -> Result<(), BoxError> {
    let (release, released) = watch::channel(false);
    let mut orders = Orders::new()?;
    let name = listen.listener.clone();
    let retry = Retry::DEFAULT.attempts(4).backoff(Backoff::fixed(Duration::from_millis(30)));
    let claim = Subscription::to(name.clone(), EventRef::of::<Order>()).concurrency(listen.concurrency).retry(retry);
    let claim = if listen.rebalances { claim.rebalance() } else { claim };
    let (at, listen) = (desk.clone(), Arc::new(listen));
    let handle = move |received: Received<Order>| {
        let (desk, listen, released) = (at.clone(), listen.clone(), released.clone());
        async move { handle(&desk, &listen, released, &received).await }
    };
    let manager = desk.builder().listen(claim, handle).build()?;
    manager.start().await?;
    desk.note(desk.line(Deed::Ready));
    loop {
        match orders.next().await {
            Told::End => break,
            Told::Line(line) if line == "release" => drop(release.send_replace(true)),
            Told::Line(line) if line == "dead letters" => dead_letters(desk, &manager, &name).await?,
            Told::Line(line) => return Err(format!("not known: {line}").into()),
        }
    }
    // A listener that holds an event would be waited for.
    release.send_replace(true);
    manager.shutdown().await?;
    Ok(())
}

async fn handle(
    desk: &Desk,
    listen: &Listen,
    mut released: watch::Receiver<bool>,
    received: &Received<Order>,
) -> Result {
    let Order { n, customer } = received.event();
    let (attempt, redelivered) = (received.delivery().attempt(), received.delivery().redelivered());
    let line = |deed| {
        let mut line = desk.line(deed).to(*n, customer.as_deref());
        (line.attempt, line.redelivered) = (attempt, redelivered);
        line
    };
    desk.note(line(Deed::Began));
    if listen.poison.is_some_and(|poison| poison.n == *n) {
        desk.note(line(Deed::Killed));
        std::process::abort();
    }
    if listen.held == Some(*n) {
        released.wait_for(|released| *released).await?;
    }
    sleep(Duration::from_millis(listen.work_ms)).await;
    if listen.fails > 0 && n.is_multiple_of(listen.fails) && attempt == 1 {
        desk.note(line(Deed::Failed));
        return Err(Failure::new("told to fail"));
    }
    desk.note(line(Deed::Handled));
    Ok(())
}

async fn dead_letters(desk: &Desk, manager: &EventManager, listener: &str) -> Result<(), BoxError> {
    for dead in manager.dead_letters(listener).await?.list(1_000).await? {
        let order: Order = serde_json::from_slice(dead.envelope().body()?)?;
        desk.note(desk.line(Deed::Dead).to(order.n, order.customer.as_deref()).saying(dead.reason()));
    }
    desk.note(desk.line(Deed::Done));
    Ok(())
}
