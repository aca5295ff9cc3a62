use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{select, sync::Notify, time::sleep_until};

use super::{Conduct, Hits, Medium, State, Strikes, Task, Weather, Witness};
use crate::{
    model::{Broker, Chance, Time},
    process::{Clock, Process},
};

/// The broker, and the ways to it; clones are the same ones.
pub(crate) struct Network<M: Medium>(Arc<Shared<M>>);

struct Shared<M: Medium> {
    clock: Clock,
    state: Mutex<State<M>>,
    stirred: Notify,
}

impl<M: Conduct> Network<M> {
    /// A network in this weather, at whose far end is this broker.
    pub(crate) fn new(
        clock: Clock,
        broker: Broker,
        weather: Weather,
        strikes: Strikes<M>,
        chance: Chance,
        witness: impl Witness,
    ) -> Self {
        let state = State::new(broker, weather, strikes, chance, Box::new(witness));
        Self(Arc::new(Shared { clock, state: Mutex::new(state), stirred: Notify::new() }))
    }

    /// Writes down what travels.
    pub(crate) fn trace(&self) {
        self.lock().trace.get_or_insert_default();
    }

    /// Writes a line down.
    pub(crate) fn say(&self, text: impl FnOnce() -> String) {
        let now = self.now();
        self.lock().say(now, text);
    }

    /// What was written down since this was last asked.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lock().trace.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// How long the world has existed.
    pub(crate) fn now(&self) -> Time {
        self.0.clock.now()
    }

    /// Moves what travels and the time of the broker, for ever.
    pub(crate) async fn run(self) {
        loop {
            let next = self.with(State::turn);
            match next {
                Some(at) => select! {
                    biased;
                    () = self.0.stirred.notified() => {}
                    () = sleep_until(self.0.clock.at(at)) => {}
                },
                None => self.0.stirred.notified().await,
            }
        }
    }

    /// Looks at the broker, or has an operator do something to it.
    pub(crate) fn broker<T>(&self, look: impl FnOnce(&mut Broker, Time) -> T) -> T {
        let now = self.now();
        let mut state = self.lock();
        let seen = look(&mut state.broker, now);
        M::absorb(&mut state, now);
        drop(state);
        self.0.stirred.notify_one();
        seen
    }

    /// From now on nothing goes wrong any more.
    pub(crate) fn calm(&self) {
        self.lock().is_calm = true;
    }

    /// Has the strikes that have not fallen yet fall soon, and so many of them at whatever point comes next.
    pub(crate) fn hurry(&self, anywhere: usize) {
        let mut state = self.lock();
        let mut chance = state.chance.fork(1);
        state.strikes.hurry(anywhere, &mut chance);
    }

    /// How many strikes have not fallen yet.
    pub(crate) fn left(&self) -> usize {
        self.lock().strikes.left()
    }

    /// What fell so far.
    pub(crate) fn hits(&self) -> Hits<M> {
        self.lock().hits.clone()
    }

    /// The broker's process dies and starts again.
    pub(crate) fn restart_broker(&self) {
        self.with(|state, now| state.at(now, Task::Restart));
        self.0.stirred.notify_one();
    }

    /// Every connection of a process drops.
    pub(crate) fn cut(&self, process: &Process) {
        self.with(|state, now| {
            for wire in state.wires_of(process) {
                state.at(now, Task::Cut(wire));
            }
        });
        self.0.stirred.notify_one();
    }

    /// A process ends without a word.
    pub(crate) fn crash(&self, process: &Process) {
        self.with(|state, _| state.victims.push(process.clone()));
        self.0.stirred.notify_one();
    }

    /// Does something, and lets those crash whom it hit.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State<M>, Time) -> T) -> T {
        let now = self.now();
        let (done, victims) = {
            let mut state = self.lock();
            let done = act(&mut state, now);
            let victims = std::mem::take(&mut state.victims);
            for victim in &victims {
                state.bereave(victim, now);
            }
            (done, victims)
        };
        // Outside the lock: what is dropped says goodbye or hangs up, which nobody hears any more.
        victims.iter().for_each(Process::crash);
        done
    }

    pub(crate) fn stir(&self) {
        self.0.stirred.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State<M>> {
        // A panic within is the end of the run anyway.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Medium> Clone for Network<M> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
