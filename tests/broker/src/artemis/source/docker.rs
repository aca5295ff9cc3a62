use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::answer::{Answer, Found, Means};
use crate::Error;
use crate::environment::Environment;
use crate::process::run;

/// Not a part of the workspace, since what it depends on is much.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../broker-docker");
/// With a download of all that it depends on.
const BUILD_LIMIT: Duration = Duration::from_secs(900);
const SYSTEM_SOCKET: &str = "/var/run/docker.sock";

/// The program that runs brokers in containers, built if need be.
pub(super) fn find(environment: &Environment) -> Result<Answer, Error> {
    let Some(cargo) = environment.program("cargo") else {
        return Ok(Answer::NotHere("no `cargo` is in PATH".to_owned()));
    };
    if !has_docker(environment) {
        return Ok(Answer::NotHere(format!("DOCKER_HOST is not set, and there is no {SYSTEM_SOCKET}")));
    }
    Ok(match build(&cargo) {
        Ok(program) => Answer::Found(Found::Own(Means::Container(program))),
        Err(error) => Answer::NotHere(error.to_string()),
    })
}

/// The places at which `testcontainers` looks.
fn has_docker(environment: &Environment) -> bool {
    let of_user = [
        ("XDG_RUNTIME_DIR", ".docker/run/docker.sock"),
        ("HOME", ".docker/run/docker.sock"),
        ("HOME", ".docker/desktop/docker.sock"),
    ];
    let is_there = |(folder, socket)| environment.path(folder).is_some_and(|folder| folder.join(socket).exists());
    environment.value("DOCKER_HOST").is_some() || Path::new(SYSTEM_SOCKET).exists() || of_user.into_iter().any(is_there)
}

fn build(cargo: &Path) -> Result<PathBuf, Error> {
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--locked", "--message-format=json-render-diagnostics"]).current_dir(FOLDER);
    let finished = run(&mut command, BUILD_LIMIT)?;
    if finished.status.success()
        && let Some(program) = executable(&finished.output)
    {
        return Ok(program.into());
    }
    let lines: Vec<_> = finished.output.lines().filter(|line| !line.starts_with('{')).collect();
    let said = lines[lines.len().saturating_sub(10)..].join(" | ");
    Err(Error::new(format!("tests/broker-docker was not built ({}): {said}", finished.status)))
}

/// The one executable that cargo tells of.
fn executable(messages: &str) -> Option<&str> {
    let (_, rest) = messages.rsplit_once("\"executable\":\"")?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_executable_is_read_from_what_cargo_says() {
        let messages = "{\"executable\":null}\n{\"executable\":\"/t/debug/x\",\"fresh\":true}\n{\"success\":true}\n";
        assert_eq!(executable(messages), Some("/t/debug/x"));
        assert_eq!(executable("{\"executable\":null}"), None);
    }
}
