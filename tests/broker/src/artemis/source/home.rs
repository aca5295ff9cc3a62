use std::path::{Path, PathBuf};

use super::answer::{Answer, Distribution, Found, HOME, Means, VERSION};
use crate::Error;
use crate::environment::Environment;
use crate::java;

pub(super) fn find(environment: &Environment) -> Result<Answer, Error> {
    if let Some(home) = environment.path(HOME) {
        if !is_distribution(&home) {
            return Err(Error::new(format!(
                "{HOME}={} has no lib/artemis-boot.jar: set it to the folder of an unpacked distribution, or unset it",
                home.display()
            )));
        }
        return with_java(environment, home);
    }
    let cached = match cached(environment) {
        Ok(cached) => cached,
        Err(error) => return Ok(Answer::NotHere(error.to_string())),
    };
    if is_distribution(&cached) {
        with_java(environment, cached)
    } else {
        Ok(Answer::NotHere(format!("{HOME} is not set, and nothing is in the cache at {}", cached.display())))
    }
}

/// Where a fetched distribution is kept.
pub(super) fn cached(environment: &Environment) -> Result<PathBuf, Error> {
    Ok(environment.cache()?.join(folder()))
}

/// The folder within the archive.
pub(super) fn folder() -> String {
    format!("apache-artemis-{VERSION}")
}

pub(super) fn is_distribution(home: &Path) -> bool {
    home.join("lib/artemis-boot.jar").is_file()
}

pub(super) fn with_java(environment: &Environment, home: PathBuf) -> Result<Answer, Error> {
    Ok(match java::find(environment) {
        Ok(java) => Answer::Found(Found::Own(Means::Process(Distribution { home, java }))),
        Err(why) => Answer::NotHere(format!("Artemis is at {}, but {why}", home.display())),
    })
}
