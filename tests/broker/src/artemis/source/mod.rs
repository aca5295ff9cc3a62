//! Where a broker comes from: a running one, a distribution that is here, one that Maven fetches, or a container.

mod answer;
mod docker;
mod home;
mod maven;
mod url;

pub(crate) use answer::{Distribution, Found, Means, VERSION};

use answer::{Answer, FORCE};

use crate::Error;
use crate::environment::Environment;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Url,
    Home,
    Maven,
    Docker,
}

impl Source {
    const IN_ORDER: [Self; 4] = [Self::Url, Self::Home, Self::Maven, Self::Docker];

    fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Home => "home",
            Self::Maven => "maven",
            Self::Docker => "docker",
        }
    }

    fn ask(self, environment: &Environment, shared: bool) -> Result<Answer, Error> {
        match self {
            Self::Url => url::find(environment, shared),
            Self::Home => home::find(environment),
            Self::Maven => maven::find(environment),
            Self::Docker => docker::find(environment),
        }
    }
}

/// Asks the sources in order. `shared`: a broker that cannot be controlled will do.
pub(crate) fn find(environment: &Environment, shared: bool) -> Result<Found, Error> {
    let forced = forced(environment)?;
    let mut tried = Vec::new();
    for source in Source::IN_ORDER.into_iter().filter(|source| forced.is_none_or(|forced| forced == *source)) {
        match source.ask(environment, shared)? {
            Answer::Found(found) => return Ok(found),
            Answer::NotHere(why) => tried.push(format!("  {}: {why}", source.name())),
        }
    }
    let only = forced.map_or_else(String::new, |source| format!(" ({FORCE}={} allows nothing else)", source.name()));
    Err(Error::new(format!(
        "no Apache Artemis {VERSION} for the tests{only}; tried:\n{}\n{REMEDIES}",
        tried.join("\n")
    )))
}

fn forced(environment: &Environment) -> Result<Option<Source>, Error> {
    let Some(value) = environment.text(FORCE) else {
        return Ok(None);
    };
    match Source::IN_ORDER.into_iter().find(|source| source.name() == value) {
        Some(source) => Ok(Some(source)),
        None => Err(Error::new(format!("{FORCE}={value} is unknown; it can be url, home, maven or docker"))),
    }
}

const REMEDIES: &str = "\
Any of these helps:
  run `scripts/test`, which installs Java and Maven where it may;
  install Java 17 or newer and Maven (Debian, Ubuntu: apt-get install openjdk-17-jre-headless maven; \
Fedora: dnf install java-21-openjdk-headless maven; macOS: brew install openjdk@21 maven);
  start Docker, in whose containers brokers run without Java;
  install Java, unpack an Artemis distribution, and set TIDINGS_TEST_ARTEMIS_HOME to its folder;
  set TIDINGS_TEST_ARTEMIS=amqp://user:password@host:port to a broker that runs \
(not enough for the tests that kill, freeze or configure theirs).";
