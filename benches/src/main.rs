//! Measures Tidings side by side with bare clients and peers, and writes what it finds.
#![expect(clippy::print_stderr, reason = "it says what failed")]

mod bench;
mod build;
mod cli;
mod document;
mod foreign;
mod peers;
mod report;
mod rows;
mod run;
mod side;
mod statistics;
mod work;

use std::process::ExitCode;

use cli::Command;
use tidings_bench_measure::{Outcome, once, serve};
use tokio::runtime::{Builder, Runtime};
use work::Spec;

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let done = match cli::parse(&arguments) {
        Ok(Command::Measure(asked)) => runtime(0).and_then(|runtime| runtime.block_on(bench::bench(&asked))),
        Ok(Command::Document { file, folder }) => document::document(&file, &folder),
        Ok(Command::Work { spec, once }) => return worker(&spec, once),
        Err(refused) => Err(refused),
    };
    ended(done)
}

/// The process of one side: never more threads than its work says.
fn worker(spec: &str, events: Option<u64>) -> ExitCode {
    let work = |spec: Spec| -> Outcome<ExitCode> {
        let runtime = runtime(spec.threads())?;
        let set_up = work::set_up(spec);
        Ok(match events {
            Some(events) => ended(runtime.block_on(once(set_up, events))),
            None => runtime.block_on(serve(set_up)),
        })
    };
    match serde_json::from_str(spec).map_err(Into::into).and_then(work) {
        Ok(code) => code,
        Err(refused) => ended(Err(refused)),
    }
}

/// In the thread of `main` alone, or with so many workers.
fn runtime(workers: usize) -> Outcome<Runtime> {
    let mut builder = if workers == 0 { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    Ok(builder.worker_threads(workers.max(1)).enable_all().build()?)
}

fn ended(done: Outcome) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("tidings-bench: {failed}");
            ExitCode::FAILURE
        }
    }
}
