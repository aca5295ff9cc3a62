//! Instructions and allocations, counted by callgrind: no allocator of ours slows down what is timed, and the counts are
//! the same on every machine of a kind, however busy it is.

use std::{collections::HashSet, process::Stdio};

use serde::{Deserialize, Serialize};
use tidings_bench_measure::Outcome;
use tokio::process::Command;

use crate::side::Program;

/// The functions of the C library that give memory; one that gives more of the same counts too.
const ALLOCATE: &[&str] = &["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"];

/// What one event takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) instructions: f64,
    pub(crate) allocations: f64,
}

/// Counts, where valgrind is.
#[derive(Clone, Debug)]
pub(crate) struct Counter(String);

impl Counter {
    /// Looks for valgrind.
    ///
    /// # Errors
    /// What to install.
    pub(crate) async fn find() -> Outcome<Self> {
        let asked = Command::new("valgrind").arg("--version").output().await;
        match asked {
            Ok(output) if output.status.success() => Ok(Self(String::from_utf8(output.stdout)?.trim().to_owned())),
            _ => Err("instructions and allocations are counted by valgrind: scripts/bench/install".into()),
        }
    }

    /// Which one counts.
    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// The difference between a long and a short run, so that start and end do not count.
    pub(crate) async fn count(&self, program: &Program, events: u64) -> Outcome<Counts> {
        let (short, long) = (events, 3 * events);
        Ok(total(program, long).await?.less(&total(program, short).await?, long - short))
    }
}

async fn total(program: &Program, events: u64) -> Outcome<Total> {
    let file = std::env::temp_dir().join(format!("tidings-bench-{}.callgrind", std::process::id()));
    let options = ["--tool=callgrind".to_owned(), "-q".to_owned(), format!("--callgrind-out-file={}", file.display())];
    let mut command = program.below("valgrind", &options, events)?;
    let ran = command.stdin(Stdio::null()).output().await?;
    if !ran.status.success() {
        return Err(format!("valgrind: {}", String::from_utf8_lossy(&ran.stderr)).into());
    }
    let text = std::fs::read(&file)?;
    std::fs::remove_file(&file)?;
    Total::read(&String::from_utf8_lossy(&text))
}

#[derive(Debug, PartialEq)]
struct Total {
    instructions: u64,
    allocations: u64,
}

impl Total {
    /// What each of so many events took, which this run had more than the other.
    ///
    /// Allocations are told to the thousandth: how far the watchdog's thread comes before the process ends differs from run
    /// to run, by seven allocations for all events together.
    fn less(&self, other: &Self, events: u64) -> Counts {
        let each = |more: u64, less: u64| more.saturating_sub(less) as f64 / events as f64;
        let allocations = each(self.allocations, other.allocations);
        Counts {
            instructions: each(self.instructions, other.instructions),
            allocations: (allocations * 1_000.0).round() / 1_000.0,
        }
    }

    /// Reads callgrind's format. A name is written out where it is used first, and afterwards stands for its number:
    /// `cfn=(7) malloc`, then `cfn=(7)`. The line after a called function says how often it was called.
    fn read(profile: &str) -> Outcome<Self> {
        let (mut instructions, mut allocations) = (None, 0);
        let mut allocate = HashSet::new();
        let mut calls_allocate = false;
        for line in profile.lines() {
            if let Some(function) = line.strip_prefix("cfn=").or_else(|| line.strip_prefix("fn=")) {
                let (number, name) = function.split_once(' ').unwrap_or((function, ""));
                if ALLOCATE.contains(&name) {
                    allocate.insert(number);
                }
                calls_allocate = line.starts_with('c') && allocate.contains(number);
            } else if let Some(calls) = line.strip_prefix("calls=") {
                if calls_allocate {
                    allocations += calls.split(' ').next().unwrap_or_default().parse::<u64>()?;
                }
            } else if let Some(total) = line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")) {
                instructions = Some(total.trim().parse()?);
            }
        }
        Ok(Self { instructions: instructions.ok_or("callgrind told no total")?, allocations })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_what_gives_memory_are_counted_by_name_and_by_number() {
        let profile = "events: Ir\n\nob=(1) a\nfl=(1) b.rs\nfn=(1) main\n1 10\ncfi=(2) c.c\ncfn=(7) malloc\n\
            calls=3 9\n1 30\ncfn=(8) look\ncalls=5 9\n1 5\n\nfn=(7)\n9 30\ncfn=(9) _int_malloc\ncalls=3 4\n9 9\n\n\
            fn=(8)\n2 1\ncfn=(7)\ncalls=2 9\n2 20\n\ntotals: 12345\n";
        assert_eq!(Total::read(profile).unwrap(), Total { instructions: 12_345, allocations: 5 });
    }

    #[test]
    fn what_the_watchdogs_thread_allocates_counts_for_no_event() {
        let (short, long) = (
            Total { instructions: 1_000_000, allocations: 20_275 },
            Total { instructions: 5_000_000, allocations: 60_282 },
        );
        assert_eq!(long.less(&short, 40_000), Counts { instructions: 100.0, allocations: 1.0 });
        let (short, long) = (
            Total { instructions: 1_000_000, allocations: 20_275 },
            Total { instructions: 5_000_000, allocations: 60_375 },
        );
        assert_eq!(long.less(&short, 40_000).allocations, 1.003, "one event in 400 allocates once more");
    }

    #[test]
    fn a_profile_without_a_total_is_refused() {
        assert!(Total::read("fn=(1) main\n").is_err());
    }
}
