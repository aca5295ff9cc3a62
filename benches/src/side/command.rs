use std::{env, path::PathBuf};

use tidings_bench_measure::Outcome;
use tokio::process::Command;

use crate::work::Spec;

/// What a worker's process runs.
#[derive(Clone, Debug)]
pub(crate) enum Program {
    /// This program.
    Own(Spec),
    /// Another one, with its arguments.
    Other(PathBuf, Vec<String>),
}

impl Program {
    /// The command that sets the work up and waits for orders.
    pub(crate) fn command(&self) -> Outcome<Command> {
        Ok(match self {
            Self::Own(spec) => {
                let mut command = Command::new(env::current_exe()?);
                command.arg("work").arg(serde_json::to_string(spec)?);
                command
            }
            Self::Other(program, arguments) => {
                let mut command = Command::new(program);
                command.args(arguments);
                command
            }
        })
    }

    /// The command that does the work once, below another program, which watches it.
    pub(crate) fn below(&self, watcher: &str, arguments: &[String], events: u64) -> Outcome<Command> {
        let own = self.command()?;
        let mut command = Command::new(watcher);
        command.args(arguments).arg(own.as_std().get_program()).args(own.as_std().get_args());
        command.arg(events.to_string());
        Ok(command)
    }
}
