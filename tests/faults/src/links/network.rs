use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{select, sync::Notify, time::sleep_until};

use super::{
    Hits, Plan, Weather, Witness,
    packet::{Task, Wire},
    state::State,
};
use crate::{
    model::{Broker, Chance, Time},
    process::{Clock, Process},
};

/// The broker, and the wires to it; clones are the same ones.
#[derive(Clone)]
pub struct Network(Arc<Shared>);

struct Shared {
    clock: Clock,
    state: Mutex<State>,
    stirred: Notify,
}

impl Network {
    /// A network in this weather, at whose far end is this broker.
    pub fn new(
        clock: Clock,
        broker: Broker,
        weather: Weather,
        plan: Plan,
        chance: Chance,
        witness: impl Witness,
    ) -> Self {
        let state = State {
            broker,
            down_until: Time::ZERO,
            agenda: std::collections::BTreeMap::new(),
            next: 0,
            lines: std::collections::BTreeMap::new(),
            consumers: std::collections::BTreeMap::new(),
            sends: std::collections::BTreeMap::new(),
            plan,
            is_calm: false,
            hits: Hits::default(),
            weather,
            chance,
            witness: Box::new(witness),
            victims: Vec::new(),
            trace: None,
        };
        Self(Arc::new(Shared { clock, state: Mutex::new(state), stirred: Notify::new() }))
    }

    /// Writes down what travels.
    pub fn trace(&self) {
        self.lock().trace.get_or_insert_default();
    }

    /// Writes a line down.
    pub fn say(&self, text: impl FnOnce() -> String) {
        let now = self.now();
        self.lock().say(now, text);
    }

    /// What was written down since this was last asked.
    pub fn lines(&self) -> Vec<String> {
        self.lock().trace.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// How long the world has existed.
    pub fn now(&self) -> Time {
        self.0.clock.now()
    }

    /// Moves packets and time of the broker, for ever.
    pub async fn run(self) {
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
    pub fn broker<T>(&self, look: impl FnOnce(&mut Broker, Time) -> T) -> T {
        let now = self.now();
        let mut state = self.lock();
        let seen = look(&mut state.broker, now);
        state.absorb(now);
        drop(state);
        self.0.stirred.notify_one();
        seen
    }

    /// From now on nothing goes wrong any more.
    pub fn calm(&self) {
        self.lock().is_calm = true;
    }

    /// Has the strikes that have not fallen yet fall soon, and so many of them at whatever point comes next.
    pub fn hurry(&self, anywhere: usize) {
        let mut state = self.lock();
        let mut chance = state.chance.fork(1);
        state.plan.hurry(anywhere, &mut chance);
    }

    /// How many strikes have not fallen yet.
    pub fn left(&self) -> usize {
        self.lock().plan.left()
    }

    /// What fell so far.
    pub fn hits(&self) -> Hits {
        self.lock().hits.clone()
    }

    /// The broker's process dies and starts again.
    pub fn restart_broker(&self) {
        self.with(|state, now| state.at(now, Task::Restart));
        self.0.stirred.notify_one();
    }

    /// Every connection of a process drops.
    pub fn cut(&self, process: &Process) {
        self.with(|state, now| {
            let wires: Vec<Wire> = state.wires_of(process);
            for wire in wires {
                state.at(now, Task::Cut(wire));
            }
        });
        self.0.stirred.notify_one();
    }

    /// A process ends without a word.
    pub fn crash(&self, process: &Process) {
        self.with(|state, _| state.victims.push(process.clone()));
        self.0.stirred.notify_one();
    }

    /// Does something, and lets those crash whom it hit.
    pub(super) fn with<T>(&self, act: impl FnOnce(&mut State, Time) -> T) -> T {
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
        // Outside the lock: what is dropped may say goodbye, which nobody hears any more.
        victims.iter().for_each(Process::crash);
        done
    }

    pub(super) fn stir(&self) {
        self.0.stirred.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic within is the end of the run anyway.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
