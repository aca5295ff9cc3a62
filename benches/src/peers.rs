//! The workers of the peers in Rust, which are built only for whoever measures them.
//!
//! They are a workspace of their own: a feature would be switched on by whatever builds all features, and would bring
//! the peers' hundred crates into every check of this project.

use std::{path::PathBuf, process::Stdio};

use tidings_bench_measure::{Outcome, Place};
use tokio::process::Command;

use crate::side::Program;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");

/// What a peer does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Peer {
    ModEvents,
    RustStreamMemory,
    /// With two worker threads.
    RustStreamMemoryTwo,
    RustStreamAmqpSend,
    RustStreamAmqpReceive,
}

impl Peer {
    /// The program that does it, over a broker at this place.
    pub(crate) fn program(self, place: Option<&Place>) -> Outcome<Program> {
        let work = match self {
            Self::ModEvents => "mod-events",
            Self::RustStreamMemory => "ruststream-memory",
            Self::RustStreamMemoryTwo => "ruststream-memory-2",
            Self::RustStreamAmqpSend => "ruststream-amqp-send",
            Self::RustStreamAmqpReceive => "ruststream-amqp-receive",
        };
        let place = place.map(serde_json::to_string).transpose()?;
        let path = PathBuf::from(FOLDER).join("target/release/tidings-bench-peers");
        Ok(Program::Other(path, [work.to_owned()].into_iter().chain(place).collect()))
    }
}

/// Builds them, or does nothing if they are there.
pub(crate) async fn build() -> Outcome {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--release", "--locked", "--manifest-path"]).arg(format!("{FOLDER}/Cargo.toml"));
    cargo.arg("--target-dir").arg(format!("{FOLDER}/target")).stdin(Stdio::null());
    match cargo.status().await?.success() {
        true => Ok(()),
        false => Err("the peers were not built".into()),
    }
}
