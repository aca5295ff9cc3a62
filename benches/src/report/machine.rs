use std::process::Command;

use serde::{Deserialize, Serialize};
use tidings_broker::Jvm;

use crate::run::{ARTEMIS, Counter};

/// What was measured, and on what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) commit: String,
    pub(crate) rustc: String,
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) system: String,
    /// How many processes wanted to run, over the last minute, before the bench began.
    pub(crate) load: String,
    pub(crate) broker: String,
    /// Who counted instructions and allocations; `None` if nobody did.
    pub(crate) counter: Option<String>,
}

impl Machine {
    pub(crate) fn look(counter: Option<&Counter>) -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let processors = read("/proc/cpuinfo");
        let names = processors.lines().filter_map(|line| line.strip_prefix("model name"));
        Self {
            commit: said("git", &["describe", "--always", "--dirty", "--abbrev=10"]),
            rustc: said("rustc", &["--version"]),
            processor: names.map(|name| name.trim_matches([' ', '\t', ':']).to_owned()).next().unwrap_or_default(),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            system: said("uname", &["-sr"]),
            load: read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned(),
            broker: format!("{ARTEMIS}, java {}", Jvm::Server.arguments().join(" ")),
            counter: counter.map(|counter| counter.name().to_owned()),
        }
    }
}

/// What a program says of itself; "unknown" if it is not there.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success());
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    said.unwrap_or_else(|| "unknown".into())
}
