//! Counts what each part costs, as a command: see the README of this folder.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

use std::{env, fs, path::Path, process::ExitCode};

use tidings_costs::{
    Outcome,
    callgrind::count,
    figures::{Figures, Verdict},
    parts::{self, PARTS},
};

const USAGE: &str = "usage: tidings-costs check FILE | renew FILE | run PART ROUNDS";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["check", file] => check(Path::new(file)),
        ["renew", file] => renew(Path::new(file)),
        ["run", part, rounds] => run(part, rounds),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tidings-costs: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one part, so that callgrind may look on.
fn run(part: &str, rounds: &str) -> Outcome {
    let part = PARTS.iter().find(|known| known.name == part).ok_or_else(|| format!("no part {part}"))?;
    parts::run(part, rounds.parse()?)
}

/// Counts every part, and compares it with the committed figure.
fn check(file: &Path) -> Outcome {
    let committed = Figures::read(&fs::read_to_string(file)?)?;
    let counted = counted()?;
    let verdicts = committed.compare(&counted);
    println!(
        "{:<28} {:>12} {:>12} {:>8}   {:>11} {:>9}",
        "part", "instructions", "committed", "", "allocations", "committed"
    );
    for verdict in &verdicts {
        println!("{verdict}");
    }
    let off = verdicts.iter().filter(|verdict| !verdict.holds()).count();
    println!("{} parts, {off} of them off", verdicts.len());
    match verdicts.iter().filter_map(Verdict::problem).collect::<Vec<_>>() {
        problems if problems.is_empty() => Ok(()),
        problems => Err(format!(
            "{}\nwhat became dearer is to be mended; what became cheaper, or is dearer for a reason that the commit \
             gives, renews the figures: scripts/ci/costs.sh renew",
            problems.join("\n")
        )
        .into()),
    }
}

/// Counts every part, and writes the figures that are to hold from now on.
fn renew(file: &Path) -> Outcome {
    fs::write(file, counted()?.to_string())?;
    println!("renewed {}: commit it, with what changed and why", file.display());
    Ok(())
}

fn counted() -> Outcome<Figures> {
    let mut figures = Figures::default();
    for part in PARTS {
        figures.add(part.name, count(part)?);
    }
    Ok(figures)
}
