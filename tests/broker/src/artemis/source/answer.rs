use std::path::PathBuf;

use crate::artemis::endpoint::Endpoint;

/// The version of Artemis that the tests are for.
pub(crate) const VERSION: &str = "2.56.0";

pub(super) const FORCE: &str = "TIDINGS_TEST_BROKER";
pub(super) const URL: &str = "TIDINGS_TEST_ARTEMIS";
pub(super) const HOME: &str = "TIDINGS_TEST_ARTEMIS_HOME";

/// An unpacked Artemis, and a Java that runs it.
#[derive(Clone)]
pub(crate) struct Distribution {
    pub(crate) home: PathBuf,
    pub(crate) java: PathBuf,
}

/// With what a broker is started.
#[derive(Clone)]
pub(crate) enum Means {
    Process(Distribution),
    /// By this program, in a container.
    Container(PathBuf),
}

pub(crate) enum Found {
    /// A broker of somebody else's.
    Running(Endpoint),
    /// What it takes to start one of one's own.
    Own(Means),
}

/// What one source says: `Ok(None)` if it is not for us, with the reason for the person who reads.
pub(super) enum Answer {
    Found(Found),
    NotHere(String),
}
