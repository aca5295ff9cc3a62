//! A broker never outlives the process that started it, however that ends.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tidings_broker::Control;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::support::{bounded, children, eventually, is_alive};

/// What the owner does, in the owner's process.
const MODE: &str = "TIDINGS_BROKER_TEST_OWNER";

/// Another run of this binary, which does nothing but [`owner`].
fn another(mode: &str, variables: &[(&str, &str)]) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "owner::owner", "--ignored", "--nocapture"])
        .env(MODE, mode)
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

#[tokio::test]
#[ignore = "is run by the other tests, in a process of its own"]
async fn owner() {
    let mode = std::env::var(MODE).unwrap_or_default();
    let pair;
    let broker: &Control = if mode == "pair" {
        pair = tidings_broker::ArtemisPair::start().await.unwrap();
        pair.primary()
    } else if mode == "rabbitmq" {
        tidings_broker::RabbitMq::shared().await.unwrap()
    } else {
        let first = tidings_broker::shared().await;
        if mode == "missing" {
            println!("\nOWNER {}\nOWNER {}", first.unwrap_err(), tidings_broker::shared().await.unwrap_err());
            return;
        }
        first.unwrap()
    };
    if mode == "freeze" {
        broker.freeze().await.unwrap();
    }
    println!("\nOWNER {} {}", broker.pid().await.unwrap(), broker.directory().unwrap().display());
    if mode != "return" {
        // Until the test ends this process, or its end of the pipe.
        let _ = std::io::stdin().read_line(&mut String::new());
    }
}

/// The lines that the owner says.
async fn lines(out: &mut BufReader<ChildStdout>, count: usize) -> Vec<String> {
    let mut said = Vec::new();
    while said.len() < count {
        let mut line = String::new();
        assert!(bounded(out.read_line(&mut line)).await.unwrap() > 0, "the owner ended early: {said:?}");
        said.extend(line.trim_end().strip_prefix("OWNER ").map(str::to_owned));
    }
    said
}

struct Owner {
    process: Child,
    /// Kept open: a test binary fails when nobody reads its output.
    _out: BufReader<ChildStdout>,
}

/// Starts an owner, and gives it with its broker's pid and directory.
async fn owner_of_a_broker(mode: &str) -> (Owner, u32, PathBuf) {
    let mut owner = another(mode, &[]);
    let mut out = BufReader::new(owner.stdout.take().unwrap());
    let said = lines(&mut out, 1).await.remove(0);
    let (pid, directory) = said.split_once(' ').unwrap();
    (Owner { process: owner, _out: out }, pid.parse().unwrap(), directory.into())
}

async fn assert_ends(pid: u32, directory: PathBuf) {
    // Not much later: Artemis ends by itself some four seconds after its directory is gone, which proves nothing.
    let limit = Duration::from_secs(2);
    eventually(limit, "the broker ends at once", || !is_alive(pid)).await;
    eventually(limit, "its directory is removed", || !directory.exists()).await;
}

#[tokio::test]
async fn a_broker_ends_when_its_owner_is_killed() {
    let (mut owner, pid, directory) = owner_of_a_broker("hold").await;
    assert!(is_alive(pid) && directory.exists());
    bounded(owner.process.kill()).await.unwrap();
    assert_ends(pid, directory).await;
}

#[tokio::test]
async fn a_frozen_broker_ends_when_its_owner_is_killed() {
    let (mut owner, pid, directory) = owner_of_a_broker("freeze").await;
    bounded(owner.process.kill()).await.unwrap();
    assert_ends(pid, directory).await;
}

#[tokio::test]
async fn a_rabbitmq_and_its_name_server_end_when_their_owner_is_killed() {
    let (mut owner, pid, directory) = owner_of_a_broker("rabbitmq").await;
    let all = children(owner.process.id().unwrap());
    // The watchdog, the name server, the broker.
    assert!(all.len() == 3 && all.contains(&pid), "{all:?}");
    bounded(owner.process.kill()).await.unwrap();
    assert_ends(pid, directory).await;
    eventually(Duration::from_secs(2), "all end", || all.iter().all(|pid| !is_alive(*pid))).await;
}

#[tokio::test]
async fn a_pair_ends_when_its_owner_is_killed() {
    let (mut owner, pid, directory) = owner_of_a_broker("pair").await;
    let all = children(owner.process.id().unwrap());
    // A watchdog for each broker.
    assert_eq!(all.len(), 4, "{all:?}");
    bounded(owner.process.kill()).await.unwrap();
    assert_ends(pid, directory).await;
    eventually(Duration::from_secs(2), "all end", || all.iter().all(|pid| !is_alive(*pid))).await;
}

#[tokio::test]
async fn the_shared_broker_ends_with_its_test_binary() {
    let (mut owner, pid, directory) = owner_of_a_broker("return").await;
    assert!(bounded(owner.process.wait()).await.unwrap().success());
    assert_ends(pid, directory).await;
}

#[tokio::test]
async fn only_the_first_test_without_a_broker_tells_the_whole_story() {
    let mut owner = another("missing", &[("TIDINGS_TEST_ARTEMIS", ""), ("TIDINGS_TEST_BROKER", "url")]);
    let mut out = String::new();
    bounded(owner.stdout.take().unwrap().read_to_string(&mut out)).await.unwrap();
    let (first, second) = out.split_once("OWNER ").unwrap().1.split_once("OWNER ").unwrap();
    assert!(first.contains("url: TIDINGS_TEST_ARTEMIS is not set") && first.contains("Any of these helps"), "{first}");
    let second = second.lines().next().unwrap();
    assert!(second.contains("no Apache Artemis") && second.contains("first test that asked says more"), "{second}");
    assert!(!out.split_once(second).unwrap().1.contains("Any of these helps"), "{out}");
}
