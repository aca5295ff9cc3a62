use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::broker::Artemis;
use super::configuration::Configuration;
use super::endpoint::Endpoint;
use super::jvm::Jvm;
use super::ports::Ports;
use super::source::Distribution;
use crate::Error;
use crate::instance::{Instance, Plan};
use crate::java::define;
use crate::ready::Ready;

/// What the log says when the acceptors are open.
const ACTIVE: &str = "AMQ221007";

/// All that a start of one's own needs.
pub(super) struct Launch {
    pub(super) distribution: Distribution,
    pub(super) configuration: Configuration,
    /// `None` for free ones.
    pub(super) ports: Option<Ports>,
    pub(super) jvm: Jvm,
    pub(super) start_timeout: Duration,
}

impl Launch {
    pub(super) fn start(&self) -> Result<Artemis, Error> {
        let tries = if self.ports.is_some() { 1 } else { 3 };
        let (instance, ports) = Instance::start(tries, |directory| self.prepare(directory))?;
        Ok(Artemis::own(Endpoint::own(ports), instance))
    }

    fn prepare(&self, directory: &Path) -> Result<(Plan, Ports), Error> {
        let failed = |cause: std::io::Error| Error::io("a directory for the broker", &cause);
        let ports = self.ports.map_or_else(Ports::free, Ok)?;
        self.configuration.write(&directory.join("etc"), ports).map_err(failed)?;
        for folder in ["data", "tmp"] {
            std::fs::create_dir(directory.join(folder)).map_err(failed)?;
        }
        let plan = Plan {
            command: command(&self.distribution, directory, self.jvm),
            helper: None,
            ready: Ready::Says { any_of: &[ACTIVE], port: Some(ports.amqp) },
            start_timeout: self.start_timeout,
            ports: format!("{ports:?}"),
        };
        Ok((plan, ports))
    }
}

/// What `bin/artemis run` of an instance would do, without its shell scripts.
fn command(distribution: &Distribution, directory: &Path, jvm: Jvm) -> Command {
    let home = &distribution.home;
    let etc = directory.join("etc");
    let mut command = Command::new(&distribution.java);
    command
        .args(jvm.arguments())
        .args(["-Dlog4j2.disableJmx=true", "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-classpath"])
        .arg(home.join("lib/artemis-boot.jar"))
        .arg(define("artemis.home", home))
        .arg(define("artemis.instance", directory))
        .arg(define("artemis.instance.etc", &etc))
        .arg(define("data.dir", &directory.join("data")))
        .arg(define("java.io.tmpdir", &directory.join("tmp")))
        .arg(define("java.security.auth.login.config", &etc.join("login.config")))
        .args(["org.apache.activemq.artemis.boot.Artemis", "run"]);
    command
}
