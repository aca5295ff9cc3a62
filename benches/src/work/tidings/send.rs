use tidings::{manager::Builder, prelude::*};
use tidings_bench_measure::{Meter, Outcome, Place, Work, repeat};

use super::{super::body::Body, Passed, builder, event};

async fn publisher(builder: Builder) -> Outcome<EventManager> {
    let manager = builder.listeners::<()>().sends::<(Passed,)>().build()?;
    manager.start().await?;
    Ok(manager)
}

/// So many, each with a connection of its own.
pub(in crate::work) async fn publishers(place: &Place, publishers: u32) -> Outcome<Vec<EventManager>> {
    event::is(place);
    let mut managers = Vec::new();
    for n in 0..publishers {
        managers.push(publisher(builder(place).server_name(format!("bench-{n}"))).await?);
    }
    Ok(managers)
}

/// All at once; the window lets so many be under way.
pub(in crate::work) async fn send_all(manager: &EventManager, events: u64, body_bytes: usize) -> Outcome {
    let sent = manager.send_events((0..events).map(|n| Passed(Body::new(n, body_bytes)))).await;
    sent.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(())
}

/// Confirmed sends of a manager that has something more.
pub(in crate::work) async fn sends_with(place: Place, more: impl FnOnce(Builder) -> Builder) -> Outcome<Box<dyn Work>> {
    event::is(&place);
    let manager = publisher(more(builder(&place))).await?;
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        send_all(&manager, events, place.body_bytes).await?;
        Ok(meter.stop(events))
    }))
}

pub(super) async fn window(place: Place) -> Outcome<Box<dyn Work>> {
    sends_with(place, |builder| builder).await
}

pub(super) async fn each(place: Place) -> Outcome<Box<dyn Work>> {
    let manager = publisher(builder(&place)).await?;
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        for n in 0..events {
            manager.send_event(Passed(Body::new(n, place.body_bytes))).await?;
        }
        Ok(meter.stop(events))
    }))
}
