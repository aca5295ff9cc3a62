//! Real brokers, real processes, real signals: an Artemis, programs that publish and programs that listen, each written
//! as a user would write it, and faults that strike all of them, drawn from a seed.
//!
//! Every program writes down what it was told: a publisher what was confirmed, a listener what it handled. At the end
//! the [`judge`] compares: whatever was confirmed was handled by every listener, or is a dead letter.

mod chance;
mod child;
mod clock;
mod error;
mod fault;
pub mod judge;
mod letters;
mod options;
mod program;
mod protocol;
mod proxy;
mod record;
mod report;
mod run;
mod stage;

use std::process::ExitCode;

pub use child::main as child;
pub use error::Error;
pub use fault::Kind;
pub use options::{Length, Options, Plant};
pub use protocol::Protocol;
pub use report::Report;
pub use run::run;

/// The program `tidings-faults torture`: runs, prints the report, and fails if a promise was broken.
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]
pub fn main(words: &[&str]) -> ExitCode {
    let outcome = (|| -> Result<bool, Error> {
        let (options, json) = options::parse(words)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let report = runtime.block_on(run(&options))?;
        println!("{report}");
        if let Some(file) = json {
            std::fs::write(file, serde_json::to_string_pretty(&report)?)?;
        }
        Ok(report.is_well())
    })();
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}\n{}", options::USAGE);
            ExitCode::from(2)
        }
    }
}
