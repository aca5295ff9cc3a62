use std::io::{Read, Seek};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use super::wait_for;
use crate::Error;

/// What a short command left.
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    /// Standard output and standard error, in the order they came.
    pub(crate) output: String,
}

/// Runs a command to its end, for at most `limit`, after which it is killed.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<Finished, Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |cause: std::io::Error| Error::io(format_args!("`{name}` could not be run"), &cause);
    // A file, not a pipe: nobody has to read along, and a grandchild that keeps it open blocks nobody.
    let mut file = tempfile::tempfile().map_err(failed)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file.try_clone().map_err(failed)?)
        .stderr(file.try_clone().map_err(failed)?)
        .spawn()
        .map_err(failed)?;
    let status = wait_for(limit, || child.try_wait().transpose());
    if status.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    let mut output = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut output)).map_err(failed)?;
    let output = String::from_utf8_lossy(&output).into_owned();
    match status {
        Some(status) => Ok(Finished { status: status.map_err(failed)?, output }),
        None => Err(Error::new(format!("`{name}` did not end within {} s", limit.as_secs()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<Finished, Error> {
        run(Command::new("/bin/sh").args(["-c", script]), limit)
    }

    #[test]
    fn a_command_gives_its_status_and_all_that_it_said() {
        let finished = sh("echo out; echo err >&2; exit 3", Duration::from_secs(20)).unwrap();
        assert_eq!(finished.output, "out\nerr\n");
        assert_eq!(finished.status.code(), Some(3));
    }

    #[test]
    fn a_command_that_takes_too_long_is_ended_and_named() {
        let Err(error) = sh("exec sleep 600", Duration::from_millis(50)) else { panic!("it ended") };
        assert!(error.to_string().contains("/bin/sh"), "{error}");
    }

    #[test]
    fn a_command_that_is_not_there_is_named() {
        let Err(error) = run(&mut Command::new("/nowhere/x"), Duration::from_secs(1)) else { panic!("it ran") };
        assert!(error.to_string().contains("/nowhere/x"), "{error}");
    }
}
