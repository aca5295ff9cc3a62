//! Tidings over a broker, with everything on: the same code whatever the protocol.

mod event;
mod receive;
mod round_trip;
mod send;

use tidings::{manager::Builder, prelude::*, registration::Listener};
use tidings_bench_measure::{Outcome, Place, Work};

use super::OverBroker;
use event::Passed;
pub(super) use send::{publishers, send_all, sends_with};

pub(super) async fn set_up(work: OverBroker, place: Place) -> Outcome<Box<dyn Work>> {
    event::is(&place);
    match work {
        OverBroker::Send => send::window(place).await,
        OverBroker::SendEach => send::each(place).await,
        OverBroker::Receive => receive::receive(place).await,
        OverBroker::RoundTrip => round_trip::round_trip(place).await,
    }
}

fn builder(place: &Place) -> Builder {
    let window = place.window as usize;
    EventManager::builder().connect(&place.url).limits(move |limits| limits.window_events = window)
}

/// A manager with this listener alone.
async fn listening<L: Listener>(place: &Place) -> Outcome<EventManager> {
    let manager = builder(place).listeners::<(L,)>().build()?;
    manager.start().await?;
    Ok(manager)
}
