use std::process::Command;

use serde::{Deserialize, Serialize};
use tidings_broker::Jvm;

use crate::run::{ARTEMIS, Counter};

/// How every side is set up; what a row says of itself goes before it.
pub(crate) const SET_UP: &[&str] = &[
    "Each side is a process. Its tokio runtime has no thread but that of `main`, unless the row names workers.",
    "All are built by the release profile of this workspace: optimized, without link-time optimization.",
    "Over a broker every side has a window of 1,000 sends and fetches 1,000 deliveries ahead, with TCP_NODELAY. Every side \
     makes its JSON by serde_json, and reads it.",
    "Tidings: the defaults but for window, prefetch and concurrency. Its listeners are made by the container and have no \
     service in reach, unless the row says otherwise.",
    "fe2o3: one connection, one session for each link, `send_batchable` with the oldest outcome awaited when the window is \
     full, `accept_all` of what came together (at most 256), credit given anew when a quarter of it is used.",
    "fe2o3 with the headers: the same with the properties and application properties that Tidings sends, and with \
     `_AMQ_DUPL_ID` where the message is durable.",
    "bare socket: frames with the headers that Tidings sends, written as text into one buffer; all that there is room for \
     goes out in one write, and so do the acknowledgements of what was read at once. Latency: one connection to send, one to \
     receive.",
    "Peers: mod-events without its feature `async`; RustStream with eight raw bytes and no codec, in queues without a bound; \
     ruststream-amqp with JSON, each publish confirmed before the next, which its link does not let overlap, not durable.",
    "Java: `artemis perf` of the broker's own distribution, with its AMQP client (Qpid JMS), the window as `--max-pending`, and \
     the JVM's defaults.",
    "python-qpid-proton: an event loop in a thread of its own; sends that do not wait for each other; credit given anew when a \
     quarter of it is used. aspyx-event: its own settings; what it schedules is handed to its thread at once, not after up \
     to three seconds. stomp.py: a receipt awaited for each frame, as many under way as the window says.",
];

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
