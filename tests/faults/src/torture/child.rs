use std::process::ExitCode;

use super::{
    Error,
    program::{Role, Task, log, publish, work},
};

/// The program `tidings-faults torture-child`: a publisher or a listener, with its task as JSON.
#[expect(clippy::print_stderr, reason = "it is a program")]
pub fn main(words: &[&str]) -> ExitCode {
    let outcome = (|| -> Result<(), Error> {
        let task: Task = serde_json::from_str(words.first().ok_or("a task is missing")?)?;
        log()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let outcome = runtime.block_on(async {
            match task.role {
                Role::Publisher(_) => Box::pin(publish(task)).await,
                Role::Worker | Role::Cache => Box::pin(work(task)).await,
            }
        });
        // Standard input may still be read by a thread that nobody can stop.
        runtime.shutdown_background();
        outcome
    })();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
