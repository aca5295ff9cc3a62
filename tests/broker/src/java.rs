use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::environment::Environment;
use crate::process::run;

const OLDEST: u32 = 17;
/// A quick start and little memory: the serial collector, the first compiler only.
pub(crate) const QUICK: &[&str] =
    &["-Xms64M", "-Xmx256M", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"];
const LIMIT: Duration = Duration::from_secs(20);

/// A Java that is new enough: that of `JAVA_HOME`, or else that in `PATH`. Else why there is none.
pub(crate) fn find(environment: &Environment) -> Result<PathBuf, String> {
    let mut tried = Vec::new();
    match environment.path("JAVA_HOME").map(|home| home.join("bin/java")) {
        Some(java) => match check(&java) {
            Ok(()) => return Ok(java),
            Err(why) => tried.push(why),
        },
        None => tried.push("JAVA_HOME is not set".to_owned()),
    }
    match environment.program("java") {
        Some(java) => match check(&java) {
            Ok(()) => return Ok(java),
            Err(why) => tried.push(why),
        },
        None => tried.push("no `java` is in PATH".to_owned()),
    }
    Err(format!("Java {OLDEST} or newer is missing: {}", tried.join(", ")))
}

/// A system property that is a path.
pub(crate) fn define(name: &str, path: &Path) -> OsString {
    let mut out = OsString::from(format!("-D{name}="));
    out.push(path);
    out
}

fn check(java: &Path) -> Result<(), String> {
    let finished = run(Command::new(java).arg("-version"), LIMIT).map_err(|error| error.to_string())?;
    match major(&finished.output) {
        Some(version) if version >= OLDEST && finished.status.success() => Ok(()),
        Some(version) => Err(format!("{} is Java {version}", java.display())),
        None => Err(format!("{} does not tell its version", java.display())),
    }
}

/// The major version in what `java -version` prints: `openjdk version "17.0.15" 2025-04-15`, or `"1.8.0_392"`.
fn major(output: &str) -> Option<u32> {
    let version = output.split_once("version \"")?.1.split('"').next()?;
    let mut numbers = version.split(['.', '-', '_', '+']).map(str::parse);
    match numbers.next()?.ok()? {
        1 => numbers.next()?.ok(),
        major => Some(major),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_old_new_and_early_javas_is_read() {
        assert_eq!(major("openjdk version \"17.0.15\" 2025-04-15\nOpenJDK Runtime"), Some(17));
        assert_eq!(major("java version \"1.8.0_392\""), Some(8));
        assert_eq!(major("Picked up JAVA_TOOL_OPTIONS: x\nopenjdk version \"25-ea\""), Some(25));
        assert_eq!(major("openjdk version \"21\" 2023-09-19"), Some(21));
        assert_eq!(major("no Java here"), None);
    }
}
