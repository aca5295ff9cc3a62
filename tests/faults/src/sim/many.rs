use std::{
    panic::catch_unwind,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use super::{
    run::{Verdict, run},
    way::Hits,
};
use crate::Protocol;

/// What came of many runs.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// How many seeds were played.
    pub(super) seeds: u64,
    /// Which strikes fell where.
    pub(super) hits: Hits,
    /// All faults together.
    pub(super) faults: u64,
    /// The fewest faults of a seed.
    pub(super) fewest: Option<u64>,
    /// How many attempts to handle an event there were.
    pub(super) handlings: u64,
    /// The seeds in which something did not hold, the first few with what.
    pub(super) failed: Vec<Verdict>,
}

impl Summary {
    fn add(&mut self, verdict: Verdict) {
        let faults = verdict.hits.total() + verdict.incidents;
        self.seeds += 1;
        self.hits.merge(&verdict.hits);
        self.faults += faults;
        self.fewest = Some(self.fewest.map_or(faults, |fewest| fewest.min(faults)));
        self.handlings += verdict.handlings;
        if !verdict.violations.is_empty() {
            self.failed.push(verdict);
        }
    }
}

/// Plays a seed; a panic is a violation like any other.
fn played(protocol: Protocol, seed: u64) -> Verdict {
    catch_unwind(|| run(protocol, seed, false)).unwrap_or_else(|panic| {
        let what = panic.downcast_ref::<String>().map(String::as_str);
        let what = what.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("something");
        Verdict::failed(seed, format!("panicked: {what}"))
    })
}

/// Plays seeds on several threads, until so many have failed.
pub(super) fn many(
    protocol: Protocol,
    from: u64,
    seeds: u64,
    jobs: usize,
    most_failures: usize,
    tell: impl Fn(&Summary) + Sync,
) -> Summary {
    let (next, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let summary = Mutex::new(Summary::default());
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= seeds {
                        return;
                    }
                    let verdict = played(protocol, from + n);
                    let mut summary = summary.lock().unwrap_or_else(PoisonError::into_inner);
                    summary.add(verdict);
                    tell(&summary);
                    if summary.failed.len() >= most_failures {
                        is_over.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let mut summary = summary.into_inner().unwrap_or_else(PoisonError::into_inner);
    summary.failed.sort_by_key(|verdict| verdict.seed);
    summary
}
