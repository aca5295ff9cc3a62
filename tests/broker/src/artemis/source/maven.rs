use std::fs::{File, TryLockError};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::answer::{Answer, VERSION};
use super::home::{cached, folder, is_distribution, with_java};
use crate::Error;
use crate::environment::Environment;
use crate::java;
use crate::process::{run, wait_for};

const FETCH_LIMIT: Duration = Duration::from_secs(300);
const UNPACK_LIMIT: Duration = Duration::from_secs(120);
/// Another process may be at it.
const LOCK_LIMIT: Duration = Duration::from_secs(450);

/// The cached distribution, which Maven fetches if it is not there.
pub(super) fn find(environment: &Environment) -> Result<Answer, Error> {
    // Without Java neither Maven nor the broker runs.
    if let Err(why) = java::find(environment) {
        return Ok(Answer::NotHere(why));
    }
    let home = match cached(environment) {
        Ok(home) => home,
        Err(error) => return Ok(Answer::NotHere(error.to_string())),
    };
    if !is_distribution(&home) {
        let Some(maven) = environment.program("mvn") else {
            return Ok(Answer::NotHere("no `mvn` is in PATH".to_owned()));
        };
        if let Err(error) = fetch_once(&maven, &home) {
            return Ok(Answer::NotHere(error.to_string()));
        }
    }
    with_java(environment, home)
}

/// Of several processes one fetches, and the others wait for it.
fn fetch_once(maven: &Path, home: &Path) -> Result<(), Error> {
    let cache = home.parent().unwrap_or(home);
    let failed = |cause: std::io::Error| Error::io(format_args!("the cache at {}", cache.display()), &cause);
    std::fs::create_dir_all(cache).map_err(failed)?;
    let lock = File::create(cache.join("artemis.lock")).map_err(failed)?;
    // The lock ends with the file, also when this process dies.
    wait_for(LOCK_LIMIT, || match lock.try_lock() {
        Ok(()) => Some(Ok(())),
        Err(TryLockError::WouldBlock) => None,
        Err(TryLockError::Error(cause)) => Some(Err(failed(cause))),
    })
    .unwrap_or_else(|| {
        let limit = LOCK_LIMIT.as_secs();
        Err(Error::new(format!("another process has held {}/artemis.lock for {limit} s", cache.display())))
    })?;
    if is_distribution(home) {
        return Ok(());
    }
    let work = tempfile::Builder::new().prefix("fetch-").tempdir_in(cache).map_err(failed)?;
    fetch(maven, work.path())?;
    unpack(work.path())?;
    // In one step, so that nobody ever sees half a distribution.
    std::fs::rename(work.path().join(folder()), home).map_err(failed)
}

fn fetch(maven: &Path, into: &Path) -> Result<(), Error> {
    let mut command = Command::new(maven);
    command
        .args(["-q", "-B", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"])
        .arg(format!("-Dartifact=org.apache.artemis:apache-artemis:{VERSION}:tar.gz:bin"))
        .arg(format!("-DoutputDirectory={}", into.display()))
        .current_dir(into);
    finish("Maven did not fetch the distribution", &mut command, FETCH_LIMIT)
}

fn unpack(work: &Path) -> Result<(), Error> {
    let archive = format!("{}-bin.tar.gz", folder());
    let mut command = Command::new("tar");
    command.arg("-xzf").arg(archive).current_dir(work);
    finish("the distribution could not be unpacked", &mut command, UNPACK_LIMIT)
}

fn finish(what: &str, command: &mut Command, limit: Duration) -> Result<(), Error> {
    let finished = run(command, limit).map_err(|error| Error::new(format!("{what}: {error}")))?;
    if finished.status.success() {
        return Ok(());
    }
    let lines: Vec<_> = finished.output.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let said = lines[..lines.len().min(5)].join(" | ");
    Err(Error::new(format!("{what} ({}): {said}", finished.status)))
}
