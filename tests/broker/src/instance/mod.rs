//! One broker with a directory, ports and a process of its own.

mod configuration;
mod escape;
mod launch;
mod ports;

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

pub(crate) use configuration::{Configuration, User};
pub use ports::Ports;

use crate::Error;
use crate::endpoint::{Endpoint, userinfo};
use crate::jvm::Jvm;
use crate::process::{Process, Watchdog, wait_for};
use crate::source::Distribution;

/// What the log says when the acceptors are open.
const READY: &str = "AMQ221007";
const PORT_TAKEN: &str = "Address already in use";
const LOG_BYTES: usize = 64 * 1024;

/// Dropping it kills the process; then the watchdog is told that all is over, and then the directory goes.
pub(crate) struct Instance {
    process: Option<Process>,
    watchdog: Watchdog,
    directory: TempDir,
    distribution: Distribution,
    ports: Ports,
    jvm: Jvm,
    start_timeout: Duration,
}

impl Instance {
    /// `ports`: `None` for free ones.
    pub(crate) fn start(
        distribution: &Distribution,
        configuration: &Configuration,
        ports: Option<Ports>,
        jvm: Jvm,
        start_timeout: Duration,
    ) -> Result<Self, Error> {
        let mut tries = if ports.is_some() { 1 } else { 3 };
        loop {
            tries -= 1;
            let ports = ports.map_or_else(Ports::free, Ok)?;
            let mut instance = Self::create(distribution, configuration, ports, jvm, start_timeout)?;
            match instance.begin() {
                Ok(()) => return Ok(instance),
                // Somebody took a port between the look and the start.
                Err(_) if tries > 0 && instance.log().contains(PORT_TAKEN) => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn create(
        distribution: &Distribution,
        configuration: &Configuration,
        ports: Ports,
        jvm: Jvm,
        start_timeout: Duration,
    ) -> Result<Self, Error> {
        let failed = |cause: std::io::Error| Error::io("a directory for the broker", &cause);
        let directory = tempfile::Builder::new().prefix("tidings-broker-").tempdir().map_err(failed)?;
        let watchdog = Watchdog::start(directory.path())?;
        configuration.write(&directory.path().join("etc"), ports).map_err(failed)?;
        for folder in ["data", "tmp"] {
            std::fs::create_dir(directory.path().join(folder)).map_err(failed)?;
        }
        let distribution = distribution.clone();
        Ok(Self { process: None, watchdog, directory, distribution, ports, jvm, start_timeout })
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        let Ports { amqp, stomp, core } = self.ports;
        Endpoint { host: "127.0.0.1".into(), amqp, stomp, core, userinfo: userinfo("admin", "admin") }
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn pid(&mut self) -> Option<u32> {
        self.running().ok().map(|process| process.pid())
    }

    pub(crate) fn kill(&mut self) -> Result<(), Error> {
        self.take()?.kill()?;
        self.watchdog.forget();
        Ok(())
    }

    pub(crate) fn stop(&mut self) -> Result<(), Error> {
        self.take()?.stop(Duration::from_secs(20))?;
        self.watchdog.forget();
        Ok(())
    }

    pub(crate) fn freeze(&mut self) -> Result<(), Error> {
        self.running()?.freeze()
    }

    pub(crate) fn thaw(&mut self) -> Result<(), Error> {
        self.running()?.thaw()
    }

    pub(crate) fn restart(&mut self) -> Result<(), Error> {
        if self.running().is_ok() {
            self.stop()?;
        }
        self.begin()
    }

    /// The end of the log, of all starts.
    pub(crate) fn log(&self) -> String {
        let log = std::fs::read(self.log_file()).unwrap_or_default();
        String::from_utf8_lossy(&log[log.len().saturating_sub(LOG_BYTES)..]).into_owned()
    }

    fn running(&mut self) -> Result<&Process, Error> {
        if let Some(process) = &mut self.process
            && process.ended().is_some()
        {
            self.process = None;
            self.watchdog.forget();
        }
        self.process.as_ref().ok_or_else(|| Error::new("the broker does not run"))
    }

    fn take(&mut self) -> Result<Process, Error> {
        self.running()?;
        self.process.take().ok_or_else(|| Error::new("the broker does not run"))
    }

    fn log_file(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    /// Starts the process, and returns when it is ready; on failure none is left.
    fn begin(&mut self) -> Result<(), Error> {
        let directory = self.directory.path();
        let seen = std::fs::metadata(self.log_file()).map_or(0, |log| log.len());
        let command = launch::command(&self.distribution, directory, self.jvm);
        let mut process = Process::start(&command, directory, &self.log_file(), &self.watchdog)?;
        let ready = wait_for(self.start_timeout, || self.look(&mut process, seen));
        let failure = match ready {
            Some(Ok(())) => {
                self.process = Some(process);
                return Ok(());
            }
            Some(Err(what)) => what,
            None => format!("was not ready after {} s", self.start_timeout.as_secs()),
        };
        process.kill()?;
        self.watchdog.forget();
        Err(Error::new(format!("the broker {failure}; the end of its log:\n{}", last_lines(&self.log()))))
    }

    /// `None`: not yet.
    fn look(&self, process: &mut Process, seen: u64) -> Option<Result<(), String>> {
        let ended = process.ended();
        let log = std::fs::read(self.log_file()).unwrap_or_default();
        let log = String::from_utf8_lossy(log.get(seen as usize..).unwrap_or_default());
        if log.contains(PORT_TAKEN) {
            return Some(Err(format!("found one of its ports taken ({:?})", self.ports)));
        }
        if let Some(status) = ended {
            return Some(Err(format!("ended by itself ({status})")));
        }
        let amqp = SocketAddr::from(([127, 0, 0, 1], self.ports.amqp));
        let open = log.contains(READY) && TcpStream::connect_timeout(&amqp, Duration::from_secs(1)).is_ok();
        open.then_some(Ok(()))
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // Of what fails here the watchdog takes care.
        let _ = self.kill();
    }
}

fn last_lines(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
