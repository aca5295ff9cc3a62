use std::process::Command;

use super::broker::Artemis;
use super::source::{Distribution, Found, Means, find};
use crate::Error;
use crate::environment::Environment;
use crate::java::define;

impl Artemis {
    /// Artemis' own command line tools, of the distribution that brokers are started from: what `bin/artemis` would run.
    ///
    /// It may take minutes: a distribution that is not there is fetched.
    ///
    /// # Errors
    /// No source has a distribution; the text says what to install.
    pub fn command_line() -> Result<Command, Error> {
        match find(&Environment::of_process(), false)? {
            Found::Own(Means::Process(distribution)) => Ok(command(&distribution)),
            _ => Err(Error::new("the command line tools of Artemis run as a process, which needs Java 17 or newer")),
        }
    }
}

fn command(distribution: &Distribution) -> Command {
    let home = &distribution.home;
    let mut command = Command::new(&distribution.java);
    command
        // The clock of microseconds with which it measures.
        .args(["--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-classpath"])
        .arg(home.join("lib/artemis-boot.jar"))
        .arg(define("artemis.home", home))
        .arg("org.apache.activemq.artemis.boot.Artemis");
    command
}
