use std::sync::{Mutex, PoisonError};

use tidings_core::{
    runtime::{AnyTask, RuntimeSource},
    timestamp::Timestamp,
};
use tokio::time::Instant;

use crate::model::{Chance, Time};

/// When the simulated world began, by its wall clock.
const BEGINNING_MS: i64 = 1_795_000_000_000;

/// Virtual time, counted from the beginning of the world.
#[derive(Debug, Clone, Copy)]
pub struct Clock(Instant);

impl Clock {
    /// The world begins now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long the world has existed.
    pub fn now(&self) -> Time {
        self.0.elapsed()
    }

    /// A moment of the world, for timers.
    pub fn at(&self, time: Time) -> Instant {
        self.0 + time
    }
}

/// Clock, ids, chance and tasks of one process.
pub(super) struct Source {
    life: u64,
    adopt: Box<dyn Fn(AnyTask) -> AnyTask + Send + Sync>,
    clock: Clock,
    drawn: Mutex<Drawn>,
}

struct Drawn {
    chance: Chance,
    ids: u64,
}

impl Source {
    pub(super) fn new(
        life: u64,
        adopt: impl Fn(AnyTask) -> AnyTask + Send + Sync + 'static,
        clock: Clock,
        chance: Chance,
    ) -> Self {
        Self { life, adopt: Box::new(adopt), clock, drawn: Mutex::new(Drawn { chance, ids: 0 }) }
    }
}

impl RuntimeSource for Source {
    fn now(&self) -> Timestamp {
        let elapsed = i64::try_from(self.clock.now().as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_unix_millis(BEGINNING_MS.saturating_add(elapsed))
    }

    fn random(&self) -> u64 {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).chance.next()
    }

    fn task(&self, task: AnyTask) -> AnyTask {
        (self.adopt)(task)
    }

    // Both ways of doing several things at a time are to be seen.
    fn is_single_threaded(&self, _: bool) -> bool {
        self.random() & 1 == 0
    }

    fn count(&self) -> Option<u64> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.ids += 1;
        // No two lives of any process give one id.
        Some((self.life << 32) | drawn.ids)
    }
}
