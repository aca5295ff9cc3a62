use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::broker::Artemis;
use super::configuration::Configuration;
use super::endpoint::Endpoint;
use super::jvm::Jvm;
use super::place::Place;
use super::ports::Ports;
use super::role::Role;
use super::source::Distribution;
use crate::Error;
use crate::instance::{Instance, Plan};
use crate::java::define;
use crate::ready::Ready;

/// What the log says when the acceptors are open.
const ACTIVE: &str = "AMQ221007";
/// What the log of a backup says when it waits for its primary to be gone; one that has no primary is active.
const BACKUP: &[&str] = &["AMQ221109", "AMQ221031", ACTIVE];

/// All that a start needs, but for the place.
pub(super) struct Launch {
    pub(super) distribution: Distribution,
    pub(super) configuration: Configuration,
    pub(super) jvm: Jvm,
    pub(super) start_timeout: Duration,
}

impl Launch {
    /// On these ports, or on free ones.
    pub(super) fn start(&self, ports: Option<Ports>) -> Result<Artemis, Error> {
        let tries = if ports.is_some() { 1 } else { 3 };
        self.start_where(tries, || ports.map_or_else(Place::free, Place::on))
    }

    /// In a place that others know of, so that it cannot be changed.
    pub(super) fn start_at(&self, place: &Place) -> Result<Artemis, Error> {
        self.start_where(1, || Ok(place.clone()))
    }

    fn start_where(&self, tries: u32, place: impl Fn() -> Result<Place, Error>) -> Result<Artemis, Error> {
        let (instance, place) = Instance::start(tries, |directory| self.prepare(directory, place()?))?;
        Ok(Artemis::own(Endpoint::own(&place, self.configuration.tls.is_some()), instance))
    }

    fn prepare(&self, directory: &Path, place: Place) -> Result<(Plan, Place), Error> {
        let failed = |cause: std::io::Error| Error::io("a directory for the broker", &cause);
        self.configuration.write(&directory.join("etc"), &place).map_err(failed)?;
        for folder in ["data", "tmp"] {
            std::fs::create_dir(directory.join(folder)).map_err(failed)?;
        }
        let ready = match place.role {
            Role::Backup(..) => Ready::Says { any_of: BACKUP, port: None },
            _ => Ready::Says { any_of: &[ACTIVE], port: Some(place.ports.amqp) },
        };
        let plan = Plan {
            command: command(&self.distribution, directory, self.jvm),
            helper: None,
            ready,
            start_timeout: self.start_timeout,
            ports: format!("{:?}", place.ports),
        };
        Ok((plan, place))
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
