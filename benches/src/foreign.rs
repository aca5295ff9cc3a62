//! The workers of the peers in Python.

use std::{path::PathBuf, process::Stdio};

use tidings_bench_measure::{Outcome, Place};
use tokio::process::Command;

use crate::side::Program;

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/foreign/run");
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/ci/python.sh");

/// A peer in Python.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Foreign {
    Proton,
    Aspyx,
    Stomp,
}

/// What it does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Does {
    Send,
    Receive,
}

impl Foreign {
    /// Its name and version, as `tests/foreign/requirements.txt` pins it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Proton => "python-qpid-proton 0.40",
            Self::Aspyx => "aspyx-event 0.9.3",
            Self::Stomp => "stomp.py 9.0",
        }
    }

    pub(crate) fn program(self, does: Does, place: &Place) -> Outcome<Program> {
        let program = match self {
            Self::Proton => "proton_worker",
            Self::Aspyx => "aspyx_worker",
            Self::Stomp => "stomp_worker",
        };
        let work = match does {
            Does::Send => "send",
            Does::Receive => "receive",
        };
        let arguments = [program.to_owned(), work.to_owned(), serde_json::to_string(place)?];
        Ok(Program::Other(PathBuf::from(RUN), arguments.into()))
    }
}

/// Installs them, or does nothing if they are there.
pub(crate) async fn install() -> Outcome {
    let ran = Command::new(PYTHON).stdin(Stdio::null()).stdout(Stdio::null()).status().await?;
    match ran.success() {
        true => Ok(()),
        false => Err("the peers in Python were not installed".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_have_the_versions_that_are_installed() {
        let pinned = include_str!("../../tests/foreign/requirements.txt");
        for peer in [Foreign::Proton, Foreign::Aspyx, Foreign::Stomp] {
            let wanted = peer.name().replace(' ', "==");
            assert!(pinned.lines().any(|line| line.starts_with(&wanted)), "{wanted}");
        }
    }
}
