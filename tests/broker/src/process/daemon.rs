use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use super::{Watchdog, wait_for};
use crate::Error;

/// Tells its pid to the watchdog, then becomes the command: at no moment does a broker run that the watchdog
/// does not know.
const LAUNCHER: &str = r#"log=$1; shift; echo "run $$" || exit 1; exec "$@" >>"$log" 2>&1"#;

/// A process that runs until it is told to end. Dropping it kills it.
pub(crate) struct Daemon {
    child: Child,
    pid: Pid,
}

impl Daemon {
    /// Starts `command` in `directory`, its output appended to `log`.
    pub(crate) fn start(command: &Command, directory: &Path, log: &Path, watchdog: &Watchdog) -> Result<Self, Error> {
        let failed = |cause: &std::io::Error| Error::io("the broker's process could not be started", cause);
        let mut launcher = Command::new("/bin/sh");
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => launcher.env(name, value),
                None => launcher.env_remove(name),
            };
        }
        let child = launcher
            .args(["-c", LAUNCHER, "tidings-broker-launcher"])
            .arg(log)
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(watchdog.ear()?)
            .stderr(Stdio::null())
            // Ctrl-C is for the tests: the broker ends after them, by the watchdog.
            .process_group(0)
            .spawn()
            .map_err(|cause| failed(&cause))?;
        let pid = Pid::from_child(&child);
        Ok(Self { child, pid })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Returns when it stands still.
    pub(crate) fn freeze(&self) -> Result<(), Error> {
        self.signal(Signal::STOP)?;
        // Not `WEXITED`, so that an end is left for `ended` to see.
        let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        wait_for(Duration::from_secs(10), || waitid(WaitId::Pid(self.pid), options).ok().flatten())
            .map(drop)
            .ok_or_else(|| Error::new("the broker did not stand still within 10 s of SIGSTOP"))
    }

    pub(crate) fn thaw(&self) -> Result<(), Error> {
        self.signal(Signal::CONT)
    }

    /// SIGTERM, and SIGKILL if it has not ended within the limit.
    pub(crate) fn stop(mut self, limit: Duration) -> Result<(), Error> {
        // A frozen process would see the SIGTERM only when thawed.
        self.signal(Signal::TERM)?;
        self.signal(Signal::CONT)?;
        if wait_for(limit, || self.ended()).is_some() { Ok(()) } else { self.kill() }
    }

    /// SIGKILL; returns when it is gone.
    pub(crate) fn kill(mut self) -> Result<(), Error> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Error> {
        if self.ended().is_some() {
            return Ok(());
        }
        self.signal(Signal::KILL)?;
        wait_for(Duration::from_secs(10), || self.ended())
            .map(drop)
            .ok_or_else(|| Error::new("the broker did not end within 10 s of SIGKILL"))
    }

    /// Its pid is its own for as long as it has not been waited for, which only this value does.
    fn signal(&self, signal: Signal) -> Result<(), Error> {
        kill_process(self.pid, signal).map_err(|cause| Error::io("the broker could not be signalled", &cause.into()))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // The watchdog tries again.
        let _ = self.end();
    }
}
