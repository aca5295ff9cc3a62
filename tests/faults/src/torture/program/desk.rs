use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use tidings::{Failure, prelude::provided};

use super::{Fate, Listener, fate};
use crate::torture::{
    chance::mix,
    clock,
    record::{Ending, Handled, Journal},
};

/// Where the listeners of a process work, and write down what they did.
#[provided]
#[derive(Debug)]
pub(crate) struct Desk {
    journal: Journal,
    /// The handling to lie about, counted down.
    lie: Option<AtomicU32>,
}

impl Desk {
    pub(crate) fn new(journal: Journal, lie: Option<u32>) -> Self {
        Self { journal, lie: lie.map(AtomicU32::new) }
    }

    /// Handles an event as its fate says, and writes that down before the listener returns.
    pub(crate) async fn handle(
        &self,
        listener: Listener,
        n: u64,
        is_whole: bool,
        delivery: tidings::prelude::Delivery<'_>,
    ) -> tidings::Result {
        let begun = clock::now();
        // Some work, so that a signal finds a listener in the middle of it.
        tokio::time::sleep(Duration::from_micros(mix(n) % 6_000)).await;
        let fate = fate(listener, n);
        let fails = match fate {
            Fate::Handles => false,
            Fate::Trips(times) => delivery.attempt() <= times,
            Fate::Refuses | Fate::NeverCan => true,
        };
        let ending = match (is_whole, fails) {
            (false, _) => Ending::Mangled,
            (true, true) => Ending::Failed,
            (true, false) => Ending::Ok,
        };
        if ending == Ending::Ok && self.lies() {
            return Ok(());
        }
        self.journal.write(&Handled {
            n,
            id: delivery.envelope().id().to_string(),
            listener: listener.name().to_owned(),
            attempt: delivery.attempt(),
            redelivered: delivery.redelivered(),
            begun,
            ended: clock::now(),
            ending,
        })?;
        match (ending, fate) {
            (Ending::Failed, Fate::Refuses) => Err(Failure::permanent("it is to be refused")),
            (Ending::Failed, _) => Err("it is to fail".into()),
            _ => Ok(()),
        }
    }

    fn lies(&self) -> bool {
        self.lie.as_ref().is_some_and(|left| left.fetch_sub(1, Ordering::Relaxed) == 1)
    }
}
