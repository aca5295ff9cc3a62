#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is what a program says")]

use std::{process::ExitCode, time::Duration};

use tokio::time::Instant;

use super::{many::many, run::run};
use crate::Protocol;

/// What a call asks for.
#[derive(Debug)]
struct Options {
    protocol: Protocol,
    /// One seed, with its trace.
    seed: Option<u64>,
    seeds: u64,
    from: u64,
    jobs: usize,
    failures: usize,
}

/// How a call is written.
const USAGE: &str = "usage: tidings-faults simulate --seeds N [--from S] [--jobs J] [--failures F] | --seed S, with [--protocol amqp|stomp]";

/// Plays seeds, or traces one.
pub fn main(arguments: &[&str]) -> ExitCode {
    let Some(options) = Options::read(arguments) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match options.seed {
        Some(seed) => trace(options.protocol, seed),
        None => play(&options),
    }
}

impl Options {
    fn read(arguments: &[&str]) -> Option<Self> {
        let jobs = std::thread::available_parallelism().map_or(1, usize::from);
        let mut options = Self { protocol: Protocol::Amqp, seed: None, seeds: 5_000, from: 0, jobs, failures: 10 };
        for pair in arguments.chunks(2) {
            let &[name, value] = pair else { return None };
            if name == "--protocol" {
                options.protocol = Protocol::parse(value)?;
                continue;
            }
            let value: u64 = value.replace('_', "").parse().ok()?;
            match name {
                "--seed" => options.seed = Some(value),
                "--seeds" => options.seeds = value,
                "--from" => options.from = value,
                "--jobs" => options.jobs = usize::try_from(value).ok()?,
                "--failures" => options.failures = usize::try_from(value).ok()?,
                _ => return None,
            }
        }
        Some(options)
    }
}

fn trace(protocol: Protocol, seed: u64) -> ExitCode {
    let verdict = run(protocol, seed, true);
    for line in &verdict.trace {
        println!("{line}");
    }
    println!("seed {seed}: {} handlings in {:?} of virtual time", verdict.handlings, verdict.lasted);
    for violation in &verdict.violations {
        println!("VIOLATION: {violation}");
    }
    if verdict.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn play(options: &Options) -> ExitCode {
    let begun = Instant::now();
    let summary = many(options.protocol, options.from, options.seeds, options.jobs, options.failures, |summary| {
        if summary.seeds % 50_000 == 0 {
            eprintln!("{} seeds, {} failed, {:?}", summary.seeds, summary.failed.len(), begun.elapsed());
        }
    });
    println!("{}", summary.hits.table(options.protocol));
    for verdict in &summary.failed {
        println!(
            "seed {} (replay: simulate --protocol {} --seed {}):",
            verdict.seed,
            options.protocol.name(),
            verdict.seed
        );
        for violation in verdict.violations.iter().take(5) {
            println!("    {violation}");
        }
    }
    let lasted = begun.elapsed().max(Duration::from_millis(1));
    println!(
        "{} seeds, {} failed, {} faults (fewest of a seed {}), {} handlings, {:.1} s, {:.2} ms per seed and job",
        summary.seeds,
        summary.failed.len(),
        summary.faults,
        summary.fewest.unwrap_or(0),
        summary.handlings,
        lasted.as_secs_f64(),
        lasted.as_secs_f64() * 1e3 * options.jobs as f64 / summary.seeds.max(1) as f64,
    );
    // A few seeds cannot meet everything.
    let missing = if options.seeds >= 5_000 { summary.hits.missing(options.protocol) } else { Vec::new() };
    for (point, strike) in &missing {
        println!("never: {strike} at {point}");
    }
    if summary.failed.is_empty() && missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
