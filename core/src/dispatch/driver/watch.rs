use std::{future::Future, pin::Pin, task::Context, time::Duration};

use tokio::time::{Instant, Sleep, sleep};

use super::{super::bound::Wired, job::Jobs};

/// How often the watch looks. No clock is read per event: an attempt counts the looks that it has seen.
const TURN: Duration = Duration::from_secs(10);
/// At the fourth look an attempt has lasted at least 30 s.
const LONG: u32 = 4;

/// Warns once of each attempt that lasts long.
pub(super) struct Watch(Pin<Box<Sleep>>);

impl Watch {
    pub(super) fn new() -> Self {
        Self(Box::pin(sleep(TURN)))
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>, jobs: &mut Jobs, wired: &Wired) {
        while self.0.as_mut().poll(cx).is_ready() {
            self.0.as_mut().reset(Instant::now() + TURN);
            for job in jobs.iter_mut() {
                let Some(turns) = &mut job.turns else { continue };
                *turns += 1;
                if *turns == LONG {
                    let event = job.envelope.envelope();
                    let listener = wired.info.name();
                    tracing::warn!(listener, ?event, "an attempt has lasted for more than 30 s; set a timeout?");
                }
            }
        }
    }
}
