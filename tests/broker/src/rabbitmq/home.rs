use std::path::{Path, PathBuf};

use crate::Error;
use crate::environment::Environment;

const HOME: &str = "TIDINGS_TEST_RABBITMQ_HOME";
/// Where Debian's package puts its versions.
const DEBIAN: &str = "/usr/lib/rabbitmq/lib";

/// An unpacked RabbitMQ, and the name server of Erlang.
pub(super) struct Home {
    folder: PathBuf,
    pub(super) epmd: PathBuf,
}

impl Home {
    pub(super) fn server(&self) -> PathBuf {
        server(&self.folder)
    }

    /// What asks a running server to do something.
    pub(super) fn control(&self) -> PathBuf {
        self.folder.join("sbin/rabbitmqctl")
    }
}

/// The folder of the variable, or else that of Debian's package.
pub(super) fn find(environment: &Environment) -> Result<Home, Error> {
    let folder = match environment.path(HOME) {
        Some(folder) if server(&folder).is_file() => folder,
        Some(folder) => {
            return Err(Error::new(format!(
                "{HOME}={} has no sbin/rabbitmq-server: set it to the folder of an unpacked distribution, or unset it",
                folder.display()
            )));
        }
        None => packaged().ok_or_else(|| {
            Error::new(format!(
                "no RabbitMQ for the tests: {HOME} is not set, and {DEBIAN} has no sbin/rabbitmq-server\n{REMEDIES}"
            ))
        })?,
    };
    let epmd = ["erl", "epmd"].map(|program| environment.program(program).ok_or(program));
    match epmd {
        [Ok(_), Ok(epmd)] => Ok(Home { folder, epmd }),
        [Err(program), _] | [_, Err(program)] => Err(Error::new(format!(
            "RabbitMQ is at {}, but no `{program}` of Erlang is in PATH\n{REMEDIES}",
            folder.display()
        ))),
    }
}

/// The last of the versions, by name.
fn packaged() -> Option<PathBuf> {
    let versions = Path::new(DEBIAN).read_dir().ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    versions.filter(|folder| server(folder).is_file()).max()
}

/// Not the `rabbitmq-server` in `PATH`, which changes to another user and to the system's folders.
fn server(folder: &Path) -> PathBuf {
    folder.join("sbin/rabbitmq-server")
}

const REMEDIES: &str = "\
Any of these helps:
  run `scripts/test`, which installs it where it may;
  Debian, Ubuntu: apt-get install rabbitmq-server (the service that it starts is not needed);
  install Erlang, unpack RabbitMQ 3.10 or newer (macOS: brew install rabbitmq), and set TIDINGS_TEST_RABBITMQ_HOME to \
the folder that has sbin/rabbitmq-server.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_it_is_an_error_with_the_variable() {
        let nowhere = Environment::new(|name| (name == HOME).then(|| "/nowhere".into()));
        let Err(error) = find(&nowhere) else { panic!("found") };
        assert!(error.to_string().contains("TIDINGS_TEST_RABBITMQ_HOME=/nowhere"), "{error}");
    }

    #[test]
    fn missing_erlang_is_said_with_what_helps() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sbin")).unwrap();
        std::fs::write(server(folder.path()), "").unwrap();
        let path = folder.path().to_owned();
        let without_erlang = Environment::new(move |name| (name == HOME).then(|| path.clone().into()));
        let Err(error) = find(&without_erlang) else { panic!("found") };
        assert!(error.headline().contains("no `erl` of Erlang is in PATH"), "{error}");
        assert!(error.to_string().contains("apt-get install rabbitmq-server"), "{error}");
    }
}
