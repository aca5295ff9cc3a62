//! Bounds on time, and a look at processes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, test_kill_process};
use tidings_broker::Artemis;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a step may take on a slow machine with other work.
const LIMIT: Duration = Duration::from_secs(120);

pub(crate) async fn bounded<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.expect("takes longer than a step may")
}

/// Waits until it is so; `what` says what never was.
pub(crate) async fn eventually(limit: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(limit, wait).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// Whether a process still runs. One that is dead and has not been waited for (a zombie with no other thread) does not.
pub(crate) fn is_alive(pid: u32) -> bool {
    let process = Path::new("/proc").join(pid.to_string());
    let raw = Pid::from_raw(pid.try_into().unwrap()).unwrap();
    if test_kill_process(raw).is_err() {
        return false;
    }
    let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
    let is_zombie = status.lines().any(|line| line.starts_with("State:\tZ") || line.starts_with("State:\tX"));
    let threads = process.join("task").read_dir().map_or(0, Iterator::count);
    !is_zombie || threads > 1
}

/// The processes that this one started and that still run, or have not been waited for.
pub(crate) fn children(pid: u32) -> Vec<u32> {
    let parent = format!("PPid:\t{pid}");
    let is_child = |process: &PathBuf| {
        let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
        status.lines().any(|line| line == parent)
    };
    let processes = Path::new("/proc").read_dir().unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    processes.filter(is_child).filter_map(|process| process.file_name()?.to_str()?.parse().ok()).collect()
}

pub(crate) async fn connect(port: u16) -> TcpStream {
    bounded(TcpStream::connect(("127.0.0.1", port))).await.unwrap()
}

/// Says hello in AMQP.
pub(crate) async fn greet(stream: &mut TcpStream) {
    bounded(stream.write_all(b"AMQP\x03\x01\x00\x00")).await.unwrap();
}

/// Whether the broker says hello in AMQP.
pub(crate) async fn is_greeted(stream: &mut TcpStream, limit: Duration) -> bool {
    let mut header = [0; 8];
    match tokio::time::timeout(limit, stream.read_exact(&mut header)).await {
        Ok(read) => read.is_ok() && header == *b"AMQP\x03\x01\x00\x00",
        Err(_) => false,
    }
}

pub(crate) async fn answers_amqp(broker: &Artemis) -> bool {
    let mut stream = connect(broker.ports().amqp).await;
    greet(&mut stream).await;
    is_greeted(&mut stream, LIMIT).await
}
