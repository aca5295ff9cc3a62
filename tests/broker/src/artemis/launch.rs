use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::broker::Artemis;
use super::configuration::Configuration;
use super::endpoint::Endpoint;
use super::jvm::Jvm;
use super::place::Place;
use super::ports::Ports;
use super::role::Role;
use super::source::{Distribution, Means};
use crate::Error;
use crate::container::Container;
use crate::instance::{Instance, Plan};
use crate::java::define;
use crate::ready::Ready;

/// What the log says when the acceptors are open.
const ACTIVE: &str = "AMQ221007";
/// What the log of a backup says when it waits for its primary to be gone; one that has no primary is active.
const BACKUP: &[&str] = &["AMQ221109", "AMQ221031", ACTIVE];
/// What every Java of it is told.
const JAVA: &[&str] = &["-Dlog4j2.disableJmx=true", "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"];

/// All that a start needs, but for the place.
pub(super) struct Launch {
    pub(super) means: Means,
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
        let endpoint = |place: &Place| Endpoint::own(place, self.configuration.tls.is_some());
        match &self.means {
            Means::Process(distribution) => {
                let (instance, place) =
                    Instance::start(tries, |directory| self.plan(distribution, directory, place()?))?;
                Ok(Artemis::own(endpoint(&place), instance))
            }
            Means::Container(program) => {
                let (container, host, place) = Container::start(tries, self.start_timeout, |directory| {
                    let place = place()?;
                    Ok((self.in_container(program, directory, &place)?, place))
                })?;
                Ok(Artemis::own(Endpoint { host, ..endpoint(&place) }, container))
            }
        }
    }

    fn write(&self, directory: &Path, place: &Place) -> Result<PathBuf, Error> {
        let etc = directory.join("etc");
        let failed = |cause: std::io::Error| Error::io("a directory for the broker", &cause);
        self.configuration.write(&etc, place).map_err(failed)?;
        for folder in ["data", "tmp"] {
            std::fs::create_dir(directory.join(folder)).map_err(failed)?;
        }
        Ok(etc)
    }

    fn plan(&self, distribution: &Distribution, directory: &Path, place: Place) -> Result<(Plan, Place), Error> {
        self.write(directory, &place)?;
        let ready = match place.role {
            Role::Backup(..) => Ready::Says { any_of: BACKUP, port: None },
            _ => Ready::Says { any_of: &[ACTIVE], port: Some(place.ports.amqp) },
        };
        let plan = Plan {
            command: command(distribution, directory, self.jvm),
            helper: None,
            ready,
            flush: None,
            start_timeout: self.start_timeout,
            ports: format!("{:?}", place.ports),
        };
        Ok((plan, place))
    }

    /// The program for a container, with what it wants to know.
    fn in_container(&self, program: &Path, directory: &Path, place: &Place) -> Result<Command, Error> {
        if !matches!(place.role, Role::Alone) {
            let needs = "brokers that know each other run as processes, which needs Java; in containers each is alone";
            return Err(Error::new(needs));
        }
        let Place { ports, tls_ports, .. } = place;
        let ports = [ports.amqp, ports.stomp, ports.core, tls_ports.amqps, tls_ports.stomps];
        let mut command = Command::new(program);
        command
            .arg(self.write(directory, place)?)
            .arg(self.start_timeout.as_secs().to_string())
            .arg([self.jvm.arguments(), JAVA].concat().join(" "))
            .args(ports.map(|port| port.to_string()));
        Ok(command)
    }
}

/// What `bin/artemis run` of an instance would do, without its shell scripts.
fn command(distribution: &Distribution, directory: &Path, jvm: Jvm) -> Command {
    let home = &distribution.home;
    let etc = directory.join("etc");
    let mut command = Command::new(&distribution.java);
    command
        .args(jvm.arguments())
        .args(JAVA)
        .arg("-classpath")
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
