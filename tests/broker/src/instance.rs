//! One broker with a directory and a process of its own, whichever broker it is.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::Error;
use crate::power::{Power, not_running};
use crate::process::{Daemon, Watchdog, run, wait_for};
use crate::ready::Ready;

const PORT_TAKEN: [&str; 2] = ["Address already in use", "eaddrinuse"];
const LOG_BYTES: usize = 64 * 1024;
const FLUSH_TIMEOUT: Duration = Duration::from_secs(30);

/// What it takes to run a broker, again and again in the same directory.
pub(crate) struct Plan {
    pub(crate) command: Command,
    /// A program that must run beside it, from before its first start to the end.
    pub(crate) helper: Option<Command>,
    pub(crate) ready: Ready,
    /// A program that has it write what it has confirmed, where it confirms first.
    pub(crate) flush: Option<Command>,
    pub(crate) start_timeout: Duration,
    /// The ports, for the error that says that one of them is taken.
    pub(crate) ports: String,
}

/// Dropping it kills the processes; then the watchdog is told that all is over, and then the directory goes.
pub(crate) struct Instance {
    process: Option<Daemon>,
    helper: Option<Daemon>,
    watchdog: Watchdog,
    directory: TempDir,
    plan: Plan,
}

impl Instance {
    /// `prepare` writes into the directory what the broker needs there, and gives what else the caller wants to know.
    /// It is called again, up to `tries` times in all, when a port was taken between the look and the start.
    pub(crate) fn start<T>(
        mut tries: u32,
        prepare: impl Fn(&Path) -> Result<(Plan, T), Error>,
    ) -> Result<(Self, T), Error> {
        loop {
            tries = tries.saturating_sub(1);
            let (mut instance, known) = Self::create(&prepare)?;
            match instance.begin() {
                Ok(()) => return Ok((instance, known)),
                Err(_) if tries > 0 && is_port_taken(&instance.end_of_log()) => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn create<T>(prepare: impl Fn(&Path) -> Result<(Plan, T), Error>) -> Result<(Self, T), Error> {
        let failed = |cause: std::io::Error| Error::io("a directory for the broker", &cause);
        let directory = tempfile::Builder::new().prefix("tidings-broker-").tempdir().map_err(failed)?;
        let watchdog = Watchdog::start(directory.path())?;
        let (plan, known) = prepare(directory.path())?;
        Ok((Self { process: None, helper: None, watchdog, directory, plan }, known))
    }

    fn running(&mut self) -> Result<&Daemon, Error> {
        if let Some(process) = &mut self.process
            && process.ended().is_some()
        {
            self.watchdog.forget(process.pid());
            self.process = None;
        }
        self.process.as_ref().ok_or_else(not_running)
    }

    fn take(&mut self, end: impl FnOnce(Daemon) -> Result<(), Error>) -> Result<(), Error> {
        self.running()?;
        let process = self.process.take().ok_or_else(not_running)?;
        let pid = process.pid();
        end(process)?;
        self.watchdog.forget(pid);
        Ok(())
    }

    /// The end of the log, of all starts.
    fn end_of_log(&self) -> String {
        let log = std::fs::read(self.log_file()).unwrap_or_default();
        String::from_utf8_lossy(&log[log.len().saturating_sub(LOG_BYTES)..]).into_owned()
    }

    fn log_file(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    /// Starts the process, and returns when it is ready; on failure none is left.
    fn begin(&mut self) -> Result<(), Error> {
        let directory = self.directory.path();
        let log = self.log_file();
        if let (None, Some(helper)) = (&self.helper, &self.plan.helper) {
            self.helper = Some(Daemon::start(helper, directory, &log, &self.watchdog)?);
        }
        let seen = std::fs::metadata(&log).map_or(0, |log| log.len());
        let mut process = Daemon::start(&self.plan.command, directory, &log, &self.watchdog)?;
        let ready = wait_for(self.plan.start_timeout, || self.look(&mut process, seen));
        let failure = match ready {
            Some(Ok(())) => {
                self.process = Some(process);
                return Ok(());
            }
            Some(Err(what)) => what,
            None => format!("was not ready after {} s", self.plan.start_timeout.as_secs()),
        };
        let pid = process.pid();
        process.kill()?;
        self.watchdog.forget(pid);
        Err(Error::new(format!("the broker {failure}; the end of its log:\n{}", last_lines(&self.end_of_log()))))
    }

    /// `None`: not yet.
    fn look(&self, process: &mut Daemon, seen: u64) -> Option<Result<(), String>> {
        let ended = process.ended();
        let log = std::fs::read(self.log_file()).unwrap_or_default();
        let log = String::from_utf8_lossy(log.get(seen as usize..).unwrap_or_default());
        if is_port_taken(&log) {
            return Some(Err(format!("found one of its ports taken ({})", self.plan.ports)));
        }
        if let Some(status) = ended {
            return Some(Err(format!("ended by itself ({status})")));
        }
        self.plan.ready.is_so(&log).then_some(Ok(()))
    }
}

impl Power for Instance {
    fn directory(&self) -> &Path {
        self.directory.path()
    }

    fn pid(&mut self) -> Option<u32> {
        self.running().ok().map(|process| process.pid())
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.running()?;
        let Some(flush) = &mut self.plan.flush else { return Ok(()) };
        let finished = run(flush, FLUSH_TIMEOUT)?;
        if finished.status.success() {
            return Ok(());
        }
        Err(Error::new(format!(
            "the broker could not be told to write what it has confirmed; it said:\n{}",
            finished.output
        )))
    }

    fn kill(&mut self) -> Result<(), Error> {
        self.take(Daemon::kill)
    }

    fn stop(&mut self) -> Result<(), Error> {
        self.take(|process| process.stop(Duration::from_secs(20)))
    }

    fn freeze(&mut self) -> Result<(), Error> {
        self.running()?.freeze()
    }

    fn thaw(&mut self) -> Result<(), Error> {
        self.running()?.thaw()
    }

    fn restart(&mut self) -> Result<(), Error> {
        if self.running().is_ok() {
            self.stop()?;
        }
        self.begin()
    }

    fn log(&mut self) -> String {
        self.end_of_log()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // Of what fails here the watchdog takes care.
        let _ = self.kill();
        if let Some(helper) = self.helper.take() {
            let pid = helper.pid();
            if helper.kill().is_ok() {
                self.watchdog.forget(pid);
            }
        }
    }
}

fn is_port_taken(log: &str) -> bool {
    PORT_TAKEN.iter().any(|text| log.contains(text))
}

fn last_lines(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
