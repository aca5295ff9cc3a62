//! A broker in a container: a program beside us, `tests/broker-docker`, runs it and does with it what it is told.

mod answer;
mod servant;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::Error;
use crate::power::Power;
use crate::process::Watchdog;
use servant::Servant;

/// An image that is not there yet is pulled.
const PULL: Duration = Duration::from_secs(330);
/// A shutdown in order, and all that takes no time to speak of.
const SOON: Duration = Duration::from_secs(60);

/// The container ends with its servant, which ends when it hears nothing more of us; then the directory goes.
pub(crate) struct Container {
    servant: Servant,
    /// Removes the directory when this process is killed.
    _watchdog: Watchdog,
    directory: TempDir,
    start_timeout: Duration,
}

impl Container {
    /// `prepare` writes into the directory what the broker needs there, and gives the program to run, and what else the
    /// caller wants to know. It is called again, up to `tries` times in all, when a port was taken between the look and
    /// the start. Gives also the host that the ports are published on.
    pub(crate) fn start<T>(
        mut tries: u32,
        start_timeout: Duration,
        prepare: impl Fn(&Path) -> Result<(Command, T), Error>,
    ) -> Result<(Self, String, T), Error> {
        loop {
            tries = tries.saturating_sub(1);
            let failed = |cause: std::io::Error| Error::io("a directory for the broker", &cause);
            let directory = tempfile::Builder::new().prefix("tidings-broker-").tempdir().map_err(failed)?;
            let watchdog = Watchdog::start(directory.path())?;
            let (command, known) = prepare(directory.path())?;
            let mut servant = Servant::start(command, &directory.path().join("servant.log"))?;
            match servant.answer(start_timeout + PULL) {
                Ok(host) => {
                    let container = Self { servant, _watchdog: watchdog, directory, start_timeout };
                    return Ok((container, host, known));
                }
                Err(error) if tries > 0 && is_port_taken(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// In the words of `tests/broker-docker`.
fn is_port_taken(error: &Error) -> bool {
    error.headline().contains("one of its ports taken")
}

impl Power for Container {
    fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// On the machine of the daemon, which mostly is this one.
    fn pid(&mut self) -> Option<u32> {
        self.servant.ask("pid", SOON).ok()?.parse().ok()
    }

    fn kill(&mut self) -> Result<(), Error> {
        self.servant.ask("kill", SOON).map(drop)
    }

    fn stop(&mut self) -> Result<(), Error> {
        self.servant.ask("stop", SOON).map(drop)
    }

    fn freeze(&mut self) -> Result<(), Error> {
        self.servant.ask("freeze", SOON).map(drop)
    }

    fn thaw(&mut self) -> Result<(), Error> {
        self.servant.ask("thaw", SOON).map(drop)
    }

    fn restart(&mut self) -> Result<(), Error> {
        self.servant.ask("restart", self.start_timeout + SOON).map(drop)
    }

    fn log(&mut self) -> String {
        self.servant.ask("log", SOON).unwrap_or_default()
    }
}
