//! What CI asks of the workspace: `alone` lists how each crate and feature is built alone, `ran` compares a test run with
//! the test targets.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it answers a script")]

use std::{env, fs, io, process::ExitCode};

use tidings_architecture::{
    ran::{Run, binaries},
    workspace::Workspace,
};

/// Tests that are no tests: this one is a program that a test of the fixture starts and kills.
const IGNORED: &[&str] = &["owner::owner"];

fn main() -> ExitCode {
    let arguments = env::args().skip(1).collect::<Vec<_>>();
    let arguments = arguments.iter().map(String::as_str).collect::<Vec<_>>();
    let done = match arguments.as_slice() {
        ["alone"] => alone(),
        ["ran", messages, output] => ran(messages, output),
        _ => Err(io::Error::other("say `alone`, or `ran <messages of the build> <output of the tests>`")),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tidings-architecture: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The options of `cargo check` for each package, without its default features, and with each feature alone.
fn alone() -> io::Result<ExitCode> {
    for package in Workspace::read()?.packages {
        println!("-p {}", package.name);
        if !package.features.is_empty() {
            println!("-p {} --no-default-features", package.name);
        }
        for feature in package.features.keys().filter(|feature| *feature != "default") {
            println!("-p {} --no-default-features --features {feature}", package.name);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn ran(messages: &str, output: &str) -> io::Result<ExitCode> {
    let run = Run::of(&fs::read_to_string(output)?);
    let built = binaries(&fs::read_to_string(messages)?);
    let missing = run.missing(&Workspace::read()?.packages, &built, IGNORED);
    let ignored = run.ignored.iter().map(String::as_str).collect::<Vec<_>>();
    println!("tests passed: {}; ignored: {} ({})", run.passed, ignored.len(), ignored.join(", "));
    run.skipped.iter().for_each(|line| println!("{line}"));
    missing.iter().for_each(|line| eprintln!("{line}"));
    Ok(if missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
