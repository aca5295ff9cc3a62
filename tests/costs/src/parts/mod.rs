//! The parts of an event's way.

#[cfg(fuzzing)]
mod amqp;
mod codec;
mod envelope;
mod event;
mod inline;
#[cfg(fuzzing)]
mod message;
mod queued;
mod start;
mod stomp;
mod tick;
mod work;

use tokio::runtime::{self, Runtime};

use crate::Outcome;
use work::{Coming, Work};

/// A part that costs something.
pub struct Part {
    /// Its name in commands and figures.
    pub name: &'static str,
    /// How many rounds are counted: more where a round varies.
    pub rounds: u64,
    warm_up: u64,
    set_up: fn() -> Coming<Work>,
}

/// Every part that is counted.
pub const PARTS: &[Part] = &[
    part("inline", 1_000, inline::one),
    part("inline-four-listeners", 500, inline::four),
    part("inline-handed-over", 500, inline::handed_over),
    part("inline-with-headers", 1_000, inline::headers),
    part("inline-wrapped", 500, inline::wraps),
    part("inline-identity-read", 500, inline::reads),
    part("queued", 2_000, queued::one),
    part("queued-concurrently", 2_000, queued::concurrently),
    part("queued-many-at-once", 2_000, queued::many),
    part("encoded", 1_000, queued::encoded),
    Part { warm_up: 1, ..part("start-thousand-listeners", 2, start::thousand) },
    part("envelope", 1_000, envelope::made),
    part("envelope-identity", 1_000, envelope::identified),
    part("json-encode", 500, codec::encode),
    part("json-decode", 500, codec::decode),
    part("stomp-encode", 500, stomp::encode),
    part("stomp-decode", 500, stomp::decode),
    #[cfg(fuzzing)]
    part("message", 500, message::make),
    #[cfg(fuzzing)]
    part("message-again", 500, message::again),
    #[cfg(fuzzing)]
    part("amqp-encode", 500, amqp::encode),
    #[cfg(fuzzing)]
    part("amqp-decode", 500, amqp::decode),
];

const fn part(name: &'static str, rounds: u64, set_up: fn() -> Coming<Work>) -> Part {
    Part { name, rounds, warm_up: WARM_UP, set_up }
}

/// What grows with use has grown after so many rounds.
const WARM_UP: u64 = 600;

/// A part that has warmed up.
pub struct Warm {
    runtime: Runtime,
    work: Work,
}

impl Part {
    /// Sets it up.
    ///
    /// # Errors
    /// What went wrong.
    pub fn warm(&self) -> Outcome<Warm> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let work = runtime.block_on((self.set_up)())?;
        let mut warm = Warm { runtime, work };
        warm.run(self.warm_up)?;
        Ok(warm)
    }
}

impl Warm {
    /// Makes so many rounds, all on this thread.
    ///
    /// # Errors
    /// What went wrong.
    pub fn run(&mut self, rounds: u64) -> Outcome {
        self.runtime.block_on((self.work)(rounds))
    }
}

/// Makes so many rounds of a part.
///
/// # Errors
/// What went wrong.
pub fn run(part: &Part, rounds: u64) -> Outcome {
    part.warm()?.run(rounds)
}
