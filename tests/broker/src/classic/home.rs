use std::path::{Path, PathBuf};

use crate::Error;
use crate::environment::Environment;
use crate::java;

const HOME: &str = "TIDINGS_TEST_CLASSIC_HOME";
/// Where Debian's package puts it.
const DEBIAN: &str = "/usr/share/activemq";

/// An unpacked ActiveMQ Classic, and a Java that runs it.
pub(super) struct Home {
    pub(super) folder: PathBuf,
    pub(super) java: PathBuf,
}

impl Home {
    pub(super) fn jar(&self) -> PathBuf {
        jar(&self.folder)
    }
}

/// The folder of the variable, or else that of Debian's package.
pub(super) fn find(environment: &Environment) -> Result<Home, Error> {
    let folder = match environment.path(HOME) {
        Some(folder) if jar(&folder).is_file() => folder,
        Some(folder) => {
            return Err(Error::new(format!(
                "{HOME}={} has no bin/activemq.jar: set it to the folder of an unpacked distribution, or unset it",
                folder.display()
            )));
        }
        None if jar(Path::new(DEBIAN)).is_file() => DEBIAN.into(),
        None => {
            return Err(Error::new(format!(
                "no ActiveMQ Classic for the tests: {HOME} is not set, and {DEBIAN} has no bin/activemq.jar\n{REMEDIES}"
            )));
        }
    };
    match java::find(environment) {
        Ok(java) => Ok(Home { folder, java }),
        Err(why) => Err(Error::new(format!("ActiveMQ Classic is at {}, but {why}\n{REMEDIES}", folder.display()))),
    }
}

fn jar(folder: &Path) -> PathBuf {
    folder.join("bin/activemq.jar")
}

const REMEDIES: &str = "\
Any of these helps:
  run `scripts/test`, which installs it where it may;
  Debian, Ubuntu: apt-get install activemq openjdk-17-jre-headless;
  install Java 17 or newer, unpack ActiveMQ Classic 5.17 or newer (macOS: brew install activemq), and set \
TIDINGS_TEST_CLASSIC_HOME to the folder that has bin/activemq.jar.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_it_is_an_error_with_the_variable() {
        let nowhere = Environment::new(|name| (name == HOME).then(|| "/nowhere".into()));
        let Err(error) = find(&nowhere) else { panic!("found") };
        assert!(error.to_string().contains("TIDINGS_TEST_CLASSIC_HOME=/nowhere"), "{error}");
    }

    #[test]
    fn missing_java_is_said_with_what_helps() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("bin")).unwrap();
        std::fs::write(jar(folder.path()), "").unwrap();
        let path = folder.path().to_owned();
        let without_java = Environment::new(move |name| (name == HOME).then(|| path.clone().into()));
        let Err(error) = find(&without_java) else { panic!("found") };
        assert!(error.headline().contains("Java 17 or newer is missing"), "{error}");
        assert!(error.to_string().contains("apt-get install activemq"), "{error}");
    }
}
