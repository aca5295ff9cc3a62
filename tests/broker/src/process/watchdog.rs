use std::io::Write;
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use super::wait_for;
use crate::Error;

/// The shell that ends the broker's processes and removes its directory when this process is gone, or the value is dropped.
///
/// Invariant: the only open ends of the pipe for writing are in this process, and for a moment in the launcher of the
/// broker. Rust opens it close-on-exec, so no other child inherits it and keeps the shell waiting.
pub(crate) struct Watchdog {
    shell: Child,
    /// `None` only while dropping.
    pipe: Option<ChildStdin>,
}

impl Watchdog {
    /// `directory` is removed at the end, with all that is in it.
    pub(crate) fn start(directory: &Path) -> Result<Self, Error> {
        let failed = |cause: std::io::Error| Error::io("/bin/sh, which ends the broker with the tests", &cause);
        let mut shell = Command::new("/bin/sh")
            .args(["-c", include_str!("watchdog.sh"), "tidings-broker-watchdog"])
            .arg(directory)
            .current_dir("/")
            .stdin(Stdio::piped())
            // It outlives the tests: nobody who reads their output to its end shall wait for it.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Of its own, so that neither Ctrl-C nor a kill of the tests' group reaches it.
            .process_group(0)
            .spawn()
            .map_err(failed)?;
        let pipe = shell.stdin.take();
        Ok(Self { shell, pipe })
    }

    /// The pipe, for a launcher to say `run <its pid>` into before it becomes the broker.
    pub(crate) fn ear(&self) -> Result<Stdio, Error> {
        let ear = match &self.pipe {
            Some(pipe) => pipe.as_fd().try_clone_to_owned(),
            None => Err(std::io::ErrorKind::BrokenPipe.into()),
        };
        ear.map(Stdio::from).map_err(|cause| Error::io("the pipe to the broker's watchdog", &cause))
    }

    /// The process has been waited for: its pid may belong to somebody else from now on.
    pub(crate) fn forget(&mut self, pid: u32) {
        if let Some(pipe) = &mut self.pipe {
            // A watchdog that is not there any more has nothing to forget.
            let _ = pipe.write_all(format!("gone {pid}\n").as_bytes());
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.pipe = None;
        if wait_for(Duration::from_secs(10), || self.shell.try_wait().transpose()).is_none() {
            let _ = self.shell.kill();
            let _ = self.shell.wait();
        }
    }
}
