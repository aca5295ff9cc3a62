//! Listeners with queues: the state machine of a delivery and its driver.

use std::hint::black_box;

use tidings::{event::Event, manager::Builder, prelude::*};

use super::{
    codec::Placed,
    tick::{Apart, One, Ticked, TickedApart, handled, look, reach},
    work::{Coming, Work, started},
};

/// So many are sent before they are waited for: fewer than a queue holds.
const TOGETHER: u64 = 100;

fn queued() -> Builder {
    EventManager::builder().provider(Local::new())
}

/// Awaits each send, and the listener after some.
fn sends<E: Event>(builder: Builder, make: fn(u64) -> E) -> Coming<Work> {
    Box::pin(async move {
        let manager = started(builder).await?;
        Ok(Box::new(move |rounds| -> Coming<()> {
            let manager = manager.clone();
            Box::pin(async move {
                let before = handled();
                for n in 0..rounds {
                    manager.send_event(make(black_box(n))).await?;
                    if (n + 1) % TOGETHER == 0 || n + 1 == rounds {
                        reach(before + n + 1).await?;
                    }
                }
                Ok(())
            })
        }) as Work)
    })
}

pub(super) fn one() -> Coming<Work> {
    sends(queued().listeners::<(One,)>(), |n| Ticked { n })
}

/// Several attempts at a time.
pub(super) fn concurrently() -> Coming<Work> {
    sends(queued().listeners::<(Apart,)>(), |n| TickedApart { n })
}

/// Many sent by one call.
pub(super) fn many() -> Coming<Work> {
    Box::pin(async {
        let manager = started(queued().listeners::<(One,)>()).await?;
        Ok(Box::new(move |rounds| -> Coming<()> {
            let manager = manager.clone();
            Box::pin(async move {
                let before = handled();
                for first in (0..rounds).step_by(TOGETHER as usize) {
                    let end = rounds.min(first + TOGETHER);
                    for sent in manager.send_events((first..end).map(|n| Ticked { n })).await {
                        sent?;
                    }
                    reach(before + end).await?;
                }
                Ok(())
            })
        }) as Work)
    })
}

#[event_listener(name = "costs.placed", as = Keeps)]
fn keeps(event: &Placed) {
    look(event.id);
}

/// Encoded and decoded on its way.
pub(super) fn encoded() -> Coming<Work> {
    sends(EventManager::builder().provider(Local::encoded()).listeners::<(Keeps,)>(), Placed::new)
}
