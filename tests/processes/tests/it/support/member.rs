use std::{path::PathBuf, process::ExitStatus, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use tidings_process_tests::{Deed, Journal, Line, Role};
use tokio::{
    io::AsyncWriteExt,
    process::{Child, ChildStdin, Command},
    time::timeout,
};

/// Longer than a process may take to end, by whatever way.
const END: Duration = Duration::from_secs(40);

/// A process of a test. It ends with this value.
pub(crate) struct Member {
    pub(crate) who: String,
    process: Child,
    orders: ChildStdin,
    journal: PathBuf,
}

impl Member {
    pub(crate) fn start(role: &Role) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tidings-member"))
            .arg(serde_json::to_string(role).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let orders = process.stdin.take().unwrap();
        let place = role.place();
        Self { who: place.who.clone(), process, orders, journal: place.journal.clone() }
    }

    /// Tells it a line.
    pub(crate) async fn tell(&mut self, line: &str) {
        self.orders.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    /// SIGTERM: it ends in order.
    pub(crate) async fn leave(mut self) {
        self.signal(Signal::TERM);
        let ended = self.ended().await;
        assert!(ended.success(), "{} ended with {ended}", self.who);
    }

    /// SIGKILL.
    pub(crate) async fn kill(mut self) {
        Journal::open(&self.journal).unwrap().add(Line::of(&self.who, Deed::Killed)).unwrap();
        self.signal(Signal::KILL);
        self.ended().await;
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = self.process.id().and_then(|pid| Pid::from_raw(i32::try_from(pid).unwrap())).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }

    /// How it ended by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        timeout(END, self.process.wait()).await.unwrap_or_else(|_| panic!("{} does not end", self.who)).unwrap()
    }
}
