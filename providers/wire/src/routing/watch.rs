use std::{
    collections::{BTreeMap, BTreeSet},
    future::{pending, ready},
    sync::Arc,
};

use futures_util::future::BoxFuture;
use tidings_core::{Error, ErrorKind};
use tokio::{
    select,
    time::{Duration, Instant, MissedTickBehavior, interval_at},
};

use super::{
    directory::{Change, Changes, Directory},
    line::Known,
    lines::Lines,
    table::{Effect, Table},
};
use crate::{
    connection::{Now, Shared, next, over},
    link::Links,
    supervisor::Epoch,
};

/// How often is asked again where nobody tells of changes, while somebody sends.
const TURN: Duration = Duration::from_secs(1);
/// In how many turns is asked again where changes are told: some are not, as the end of a divert.
const TOLD_TURNS: u32 = 30;

/// How many questions in a row may stay without an answer before what is sent passes, so that a broker that answers
/// nobody does not keep events for ever.
const PATIENCE: u32 = 3;

/// Keeps what is known of every place, epoch by epoch.
pub(crate) struct Watch<L> {
    pub(crate) shared: Arc<Shared>,
    pub(crate) now: Now<L>,
}

impl<L: Links> Watch<L> {
    /// Runs until the connection is closed.
    pub(crate) async fn run(mut self) {
        let mut last = None;
        while let Some(epoch) = next(&mut self.now, last).await {
            last = Some(epoch.number);
            let lines = &self.shared.lines;
            lines.all().iter().for_each(|line| line.wake());
            let directory = epoch.topology.directory();
            let following = async {
                match directory {
                    Some(directory) => Follow::new(lines, &*directory, epoch.number).run().await,
                    None => unsure(lines, epoch.number).await,
                }
            };
            select! {
                biased;
                _ = over(&epoch, self.now.clone()) => {}
                () = following => {}
            }
        }
    }
}

/// Lets everything pass in this epoch.
async fn unsure(lines: &Lines, epoch: Epoch) {
    loop {
        for line in lines.all().iter().filter(|line| line.known(epoch) == Known::Nothing) {
            line.set(epoch, Known::Unsure);
        }
        lines.asks.notified().await;
    }
}

/// How changes are heard of.
enum Ear<'a> {
    /// Not at all; from the next turn on, if so is said.
    Deaf {
        opens: bool,
    },
    /// It is about to be.
    Opening(BoxFuture<'a, Result<Box<dyn Changes>, Error>>),
    Open(Box<dyn Changes>),
}

enum Heard {
    Opened(Result<Box<dyn Changes>, Error>),
    Changed(Result<Change, Error>),
}

impl Ear<'_> {
    /// Cancel safe.
    async fn next(&mut self) -> Heard {
        match self {
            Self::Deaf { .. } => pending().await,
            Self::Opening(opening) => Heard::Opened(opening.await),
            Self::Open(changes) => Heard::Changed(changes.next().await),
        }
    }
}

/// Follows what changes at one broker, in one epoch.
struct Follow<'a> {
    lines: &'a Lines,
    directory: &'a dyn Directory,
    epoch: Epoch,
    table: Table,
    /// How many questions in a row about an address had no answer.
    unanswered: BTreeMap<String, u32>,
    ear: Ear<'a>,
}

impl<'a> Follow<'a> {
    fn new(lines: &'a Lines, directory: &'a dyn Directory, epoch: Epoch) -> Self {
        let (table, unanswered) = (Table::default(), BTreeMap::new());
        Self { lines, directory, epoch, table, unanswered, ear: Ear::Deaf { opens: false } }
    }

    async fn run(mut self) {
        // Nothing is asked of a broker that nothing is sent to.
        let (mut urgent, mut later) = (self.wanted(), BTreeSet::new());
        while urgent.is_empty() {
            self.lines.asks.notified().await;
            urgent = self.wanted();
        }
        self.ear = Ear::Opening(self.directory.changes());
        let mut turns = interval_at(Instant::now() + TURN, TURN);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut turn = 0;
        loop {
            // One at a time, whoever waits first, and what is told is heard in between.
            if let Some(address) = urgent.pop_first().or_else(|| later.pop_first()) {
                later.remove(&address);
                if self.ask(&address).await.is_err() {
                    break;
                }
            }
            let is_behind = !(urgent.is_empty() && later.is_empty());
            select! {
                biased;
                () = self.lines.asks.notified() => urgent.append(&mut self.wanted()),
                heard = self.ear.next() => later.append(&mut self.hear(heard)),
                _ = turns.tick() => {
                    turn += 1;
                    later.append(&mut self.turn(turn));
                }
                () = ready(()), if is_behind => {}
            }
        }
        unsure(self.lines, self.epoch).await;
    }

    fn hear(&mut self, heard: Heard) -> BTreeSet<String> {
        match heard {
            Heard::Opened(Ok(changes)) => {
                self.ear = Ear::Open(changes);
                // Something may have changed since it was asked.
                self.addresses()
            }
            Heard::Opened(Err(error)) => {
                tracing::info!(cause = ?error, "nobody tells who begins and ceases to listen: it is asked each second while events are sent");
                self.ear = Ear::Deaf { opens: false };
                BTreeSet::new()
            }
            Heard::Changed(Ok(change)) => match self.table.apply(change) {
                Effect::Nothing => BTreeSet::new(),
                Effect::Known(address) => {
                    self.tell(&address);
                    BTreeSet::new()
                }
                Effect::Ask(address) => BTreeSet::from([address]),
                Effect::AskAll => self.addresses(),
            },
            Heard::Changed(Err(error)) => {
                tracing::debug!(cause = ?error, "the word of who begins and ceases to listen is lost, it is asked for anew");
                self.forget();
                self.ear = Ear::Deaf { opens: true };
                BTreeSet::new()
            }
        }
    }

    /// What is asked in this turn.
    fn turn(&mut self, turn: u32) -> BTreeSet<String> {
        if matches!(self.ear, Ear::Deaf { opens: true }) {
            self.ear = Ear::Opening(self.directory.changes());
        }
        let is_told = matches!(self.ear, Ear::Open(_));
        let addresses = self.addresses();
        self.table.keep(&addresses);
        self.unanswered.retain(|address, _| addresses.contains(address));
        let mut asked: BTreeSet<String> = self.pending().cloned().collect();
        for line in self.lines.all() {
            match line.known(self.epoch) {
                Known::Nothing => {}
                Known::Heard | Known::Unheard if is_told && !turn.is_multiple_of(TOLD_TURNS) => {}
                _ if line.was_used() => {
                    asked.insert(line.place.address.clone());
                }
                // Whoever sends there next waits for a new answer.
                _ if !is_told => line.set(self.epoch, Known::Nothing),
                _ => {}
            }
        }
        asked
    }

    /// Asks for an address.
    ///
    /// # Errors
    /// The user may not ask.
    async fn ask(&mut self, address: &str) -> Result<(), ()> {
        // The whole address comes before its queues.
        let Some(line) = self.lines.all().into_iter().find(|line| line.place.address == address) else { return Ok(()) };
        match self.directory.bound(&line.place).await {
            Ok(names) => {
                self.unanswered.remove(address);
                self.table.answered(address, names);
            }
            Err(error) if error.kind() == ErrorKind::Unauthorized => {
                if self.lines.is_first_time() {
                    tracing::warn!(cause = ?error, "nobody can know whether anybody listens: events that no queue gets are confirmed and lost");
                }
                return Err(());
            }
            Err(error) => {
                let times = self.unanswered.entry(address.to_owned()).or_default();
                *times = if error.kind().is_transient() { times.saturating_add(1) } else { PATIENCE };
                // The next turn asks again, and until then holds what was known before.
                if *times >= PATIENCE {
                    tracing::warn!(%address, cause = ?error, "who listens to this address is not known: events that no queue gets are confirmed and lost");
                    self.table.not_answered(address);
                }
            }
        }
        self.tell(address);
        Ok(())
    }

    /// Tells the lines of an address what is known of them.
    fn tell(&self, address: &str) {
        for line in self.lines.all().iter().filter(|line| line.place.address == address) {
            line.set(self.epoch, self.table.known(&line.place));
        }
    }

    fn forget(&mut self) {
        self.table = Table::default();
        self.lines.all().iter().for_each(|line| line.set(self.epoch, Known::Nothing));
    }

    fn addresses(&self) -> BTreeSet<String> {
        self.lines.all().iter().map(|line| line.place.address.clone()).collect()
    }

    fn wanted(&self) -> BTreeSet<String> {
        let lines = self.lines.all();
        let wanted = lines.iter().filter(|line| line.is_wanted() && line.known(self.epoch) == Known::Nothing);
        let mut wanted: BTreeSet<_> = wanted.map(|line| line.place.address.clone()).collect();
        // Their turn comes.
        for address in self.pending() {
            wanted.remove(address);
        }
        wanted
    }

    /// The addresses that are asked for again, whether or not anybody looks.
    fn pending(&self) -> impl Iterator<Item = &String> {
        self.unanswered.iter().filter(|(_, times)| **times < PATIENCE).map(|(address, _)| address)
    }
}
