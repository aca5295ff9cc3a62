use std::{collections::BTreeMap, fmt, time::Duration};

use serde::Serialize;

use super::{
    Protocol,
    judge::{Loss, Verdict},
};

/// Losses that are told in full.
const TOLD: usize = 20;

/// What a run did and found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The protocol.
    pub protocol: Protocol,
    /// What it follows from.
    pub seed: u64,
    /// How long faults were made, in seconds.
    pub seconds: f64,
    /// Faults by kind.
    pub faults: BTreeMap<String, u64>,
    /// How many of them struck while another one was on.
    pub overlapping: u64,
    /// What was confirmed, lost, duplicated and so on.
    pub verdict: Verdict,
    /// Confirmed events per second.
    pub confirmed_per_second: f64,
    /// Successful attempts per second.
    pub handled_per_second: f64,
    /// From the opening of the broker's port, after a restart, until each process got on.
    pub recovery_of_restarts: Recovery,
    /// From the end of any fault until each process got on.
    pub recovery_of_all: Recovery,
    /// The same for each kind of fault that struck alone.
    pub recovery_by_kind: BTreeMap<String, Recovery>,
    /// Events that the broker counted and gave to nobody, until it was restarted at the end.
    pub unseen: u64,
    /// What kept the run from its end, if anything did: a process that hangs, a queue that does not become empty.
    pub stuck: Vec<String>,
    /// Where journals and logs are, if they were kept.
    pub kept: Option<String>,
}

/// How quickly processes were back, in milliseconds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Recovery {
    /// Processes that came back.
    pub samples: usize,
    /// The median.
    pub p50_ms: u64,
    /// 99 of 100 were quicker.
    pub p99_ms: u64,
    /// The slowest.
    pub worst_ms: u64,
}

impl Recovery {
    pub(super) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1)));
        let ms = |time: Option<&Duration>| time.map_or(0, |time| time.as_millis() as u64);
        Self { samples: times.len(), p50_ms: ms(at(50)), p99_ms: ms(at(99)), worst_ms: ms(times.last()) }
    }
}

impl Report {
    /// Whether every promise was kept, and the run came to its end.
    ///
    /// Over STOMP disorder is told and breaks nothing: of what is on its way when a connection dies, the broker may take a
    /// later event of a key from the dead connection before it gets the earlier one again over the next.
    pub fn is_well(&self) -> bool {
        let is_in_order = self.protocol == Protocol::Stomp || self.verdict.reordered.is_empty();
        is_in_order && self.verdict.is_well() && self.stuck.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { protocol, seed, seconds, verdict, .. } = self;
        writeln!(f, "torture over {}, seed {seed}, {seconds:.0} s", protocol.scheme())?;
        let faults: Vec<_> = self.faults.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let count: u64 = self.faults.values().sum();
        writeln!(f, "faults      {count}, of them overlapping {}: {}", self.overlapping, faults.join(", "))?;
        let Verdict { tried, confirmed, not_sent, undecided, .. } = verdict;
        writeln!(
            f,
            "sent        {tried}, confirmed {confirmed} ({:.0}/s), not sent {not_sent}, undecided {undecided}",
            self.confirmed_per_second
        )?;
        let Verdict { attempts, handled, duplicated, redelivered, .. } = verdict;
        writeln!(
            f,
            "handled     {handled} ({:.0}/s) in {attempts} attempts, duplicated {duplicated}, redelivered {redelivered}",
            self.handled_per_second
        )?;
        let Verdict { dead_letters, dead_letters_twice, dead_letters_of_broker, .. } = verdict;
        writeln!(
            f,
            "dead        {dead_letters}, of them twice {dead_letters_twice}; by the broker {dead_letters_of_broker}"
        )?;
        let Verdict { in_order, overlapped, reordered_at_moves, reordered_at_closings, .. } = verdict;
        writeln!(
            f,
            "order       {in_order} neighbours, overlapping {overlapped}, reordered where a key moved {reordered_at_moves}, \
             where connections were closed {reordered_at_closings}"
        )?;
        writeln!(f, "restarts    {}", self.recovery_of_restarts)?;
        writeln!(f, "recovery    {}", self.recovery_of_all)?;
        for (kind, recovery) in &self.recovery_by_kind {
            writeln!(f, "  {kind:<20} {recovery}")?;
        }
        writeln!(f, "removed     {} with their queue", verdict.removed)?;
        writeln!(f, "unseen      {} by the broker itself, until its restart", self.unseen)?;
        let lists = self.broken();
        let counts: Vec<_> = lists.iter().map(|(name, list)| format!("{name} {}", list.len())).collect();
        let Verdict { both, mangled, invented, .. } = verdict;
        write!(f, "broken      {}, both {both}, mangled {mangled}, invented {invented}", counts.join(", "))?;
        for (name, list) in lists {
            for Loss { number, listener, story, .. } in list.iter().take(TOLD) {
                write!(f, "\n{name}: event {number}, listener {listener}\n  {}", story.join("\n  "))?;
            }
        }
        for stuck in &self.stuck {
            write!(f, "\nstuck: {stuck}")?;
        }
        if let Some(kept) = &self.kept {
            write!(f, "\njournals and logs: {kept}")?;
        }
        Ok(())
    }
}

impl Report {
    fn broken(&self) -> [(&'static str, &Vec<Loss>); 4] {
        let Verdict { lost, reordered, sent_twice, given_up_wrongly, .. } = &self.verdict;
        [("lost", lost), ("reordered", reordered), ("sent twice", sent_twice), ("given up wrongly", given_up_wrongly)]
    }
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { samples, p50_ms, p99_ms, worst_ms } = self;
        write!(f, "p50 {p50_ms} ms, p99 {p99_ms} ms, worst {worst_ms} ms of {samples} processes back")
    }
}
