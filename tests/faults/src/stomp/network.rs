use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    select,
    sync::{Notify, oneshot},
    time::sleep_until,
};

use super::{
    Hits, Plan,
    inbox::Inbox,
    state::{State, Task, Then},
    wire::{Line, Scout, Wire},
};
use crate::{
    links::{Weather, Witness},
    model::{Broker, Chance, Time},
    process::{Clock, Process},
};

/// How many bytes a socket takes that nobody reads.
const PIPE_BYTES: usize = 64 * 1024;

/// The broker, and the sockets to it; clones are the same ones.
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
            agenda: BTreeMap::new(),
            next: 0,
            lines: BTreeMap::new(),
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

    /// Moves bytes and time of the broker, for ever.
    pub async fn run(self) {
        loop {
            match self.with(State::turn) {
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

    /// Has the strikes that have not fallen yet fall soon; how many there are.
    pub fn hurry(&self) -> usize {
        let mut state = self.lock();
        let mut chance = state.chance.fork(1);
        state.plan.hurry(&mut chance);
        state.plan.left()
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
            for wire in state.wires_of(process) {
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

    /// Asks for a socket.
    pub(super) fn dial(&self, process: &Process) -> (Wire, Arc<Inbox>, oneshot::Receiver<bool>) {
        let (tell, opened) = oneshot::channel();
        let inbox = Arc::new(Inbox::default());
        let line_inbox = inbox.clone();
        let wire = self.with(|state, now| {
            let wire = Wire(state.number());
            let line = Line {
                process: process.clone(),
                opened: now,
                inbox: line_inbox,
                session: None,
                is_cut: false,
                is_mute: false,
                is_deaf: false,
                is_torn: false,
                is_hung_up: false,
                up_due: Time::ZERO,
                down_due: Time::ZERO,
                under_way: 0,
                scout: Scout::new(),
                heard: now,
                said: now,
                sent: BTreeMap::new(),
            };
            state.lines.insert(wire, line);
            state.dial(wire, tell, now);
            wire
        });
        self.0.stirred.notify_one();
        (wire, inbox, opened)
    }

    /// Takes what a process writes; how much of it, none if there is no room.
    pub(super) fn write(&self, wire: Wire, bytes: &[u8]) -> usize {
        let taken = self.with(|state, now| {
            let Some(line) = state.lines.get_mut(&wire) else { return bytes.len() };
            let room = PIPE_BYTES.saturating_sub(line.under_way);
            let taken = bytes.len().min(room);
            let Some(now_taken) = bytes.get(..taken) else { return 0 };
            if line.is_mute {
                line.under_way += taken;
                return taken;
            }
            line.scout.push(now_taken);
            while let Some(written) = state.lines.get_mut(&wire).and_then(|line| line.scout.next()) {
                state.up(wire, written, now);
            }
            taken
        });
        self.0.stirred.notify_one();
        taken
    }

    /// A process closes a socket.
    pub(super) fn hang_up(&self, wire: Wire) {
        self.with(|state, now| state.hang_up(wire, now));
        self.0.stirred.notify_one();
    }

    /// Does something, and lets those crash whom it hit.
    fn with<T>(&self, act: impl FnOnce(&mut State, Time) -> T) -> T {
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
        // Outside the lock: what is dropped hangs up, which nobody hears any more.
        victims.iter().for_each(Process::crash);
        done
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic within is the end of the run anyway.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Then {
    pub(super) fn of(strike: super::Strike) -> Self {
        use super::Strike;
        match strike {
            Strike::CrashAfter => Self::Crash,
            Strike::CutAfter | Strike::Half => Self::Cut,
            Strike::RestartAfter => Self::Restart,
            _ => Self::Nothing,
        }
    }
}
