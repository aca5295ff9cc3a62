//! Proves the proof: each seeded bug must be found by some seed.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is what a program says")]

use std::process::ExitCode;

use tidings_core::mutants::Mutant;
use tokio::time::Instant;

use super::many::many;
use crate::Protocol;

/// How a call is written.
const USAGE: &str = "usage: tidings-faults mutants [--seeds N] [--jobs J] [--only NAME] [--protocol amqp|stomp]";

/// Plants one bug after the other, and plays seeds until one finds it.
pub fn mutants(arguments: &[&str]) -> ExitCode {
    let (mut seeds, mut only, mut protocol) = (20_000, None, Protocol::Amqp);
    let mut jobs = std::thread::available_parallelism().map_or(1, usize::from);
    for pair in arguments.chunks(2) {
        let read = match *pair {
            ["--seeds", value] => value.parse().map(|value| seeds = value).is_ok(),
            ["--jobs", value] => value.parse().map(|value| jobs = value).is_ok(),
            ["--only", value] => only.replace(value).is_none(),
            ["--protocol", value] => Protocol::parse(value).map(|value| protocol = value).is_some(),
            _ => false,
        };
        if !read {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    let wanted = Mutant::ALL.into_iter().filter(|mutant| only.is_none_or(|only| only == format!("{mutant:?}")));
    let found = wanted.map(|mutant| find(protocol, mutant, seeds, jobs)).collect::<Vec<_>>();
    let alive = found.iter().filter(|found| !**found).count();
    println!("{} seeded bugs, {alive} not found within {seeds} seeds", found.len());
    if alive == 0 && !found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether a seed finds it.
fn find(protocol: Protocol, mutant: Mutant, seeds: u64, jobs: usize) -> bool {
    mutant.plant();
    let begun = Instant::now();
    let summary = many(protocol, 0, seeds, jobs, 1, |_| ());
    let seconds = begun.elapsed().as_secs_f64();
    match summary.failed.first() {
        Some(verdict) => {
            let what = verdict.violations.first().map_or("", |violation| violation);
            println!("{mutant:?}: found after {} seeds, {seconds:.1} s (seed {}): {what}", summary.seeds, verdict.seed);
            true
        }
        None => {
            println!("{mutant:?}: NOT FOUND in {} seeds, {seconds:.1} s", summary.seeds);
            false
        }
    }
}
