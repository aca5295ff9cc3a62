//! `tidings-broker run`.

use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::support::{bounded, connect, greet, is_greeted};

fn tidings_broker(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings-broker"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

#[tokio::test]
async fn run_prints_its_urls_and_takes_the_broker_down_at_sigterm() {
    let (mut run, said) = ready(&["run"]).await;
    let port = |scheme: &str| -> u16 {
        let url = said.iter().find_map(|line| line.strip_prefix(scheme)).unwrap_or_else(|| panic!("{said:?}"));
        url.parse().unwrap()
    };
    let amqp = port("amqp://admin:admin@127.0.0.1:");
    let _stomp = port("stomp://admin:admin@127.0.0.1:");
    assert!(amqp == 61616 || said[0].contains("port 61616 is taken"), "{said:?}");
    let mut stream = connect(amqp).await;
    greet(&mut stream).await;
    assert!(is_greeted(&mut stream, std::time::Duration::from_secs(30)).await);

    terminate(&mut run).await;
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", amqp)).await.is_err());
}

#[tokio::test]
async fn every_kind_prints_the_urls_that_it_has() {
    for (kind, schemes) in [
        ("tls", &["amqp", "stomp", "tcp", "amqps", "stomps"][..]),
        ("pair", &["amqp", "amqp", "stomp", "stomp"]),
        ("cluster", &["amqp", "amqp", "stomp", "stomp"]),
        ("classic", &["stomp"]),
        ("rabbitmq", &["stomp"]),
    ] {
        let (mut run, said) = ready(&["run", kind]).await;
        let printed: Vec<_> = said.iter().filter_map(|line| Some(line.split_once("://")?.0)).collect();
        assert_eq!(printed, schemes, "{kind}: {said:?}");
        let files: Vec<_> = said.iter().filter_map(|line| Some(line.split_once(".pem")?.0)).collect();
        assert_eq!(files.len(), if kind == "tls" { 3 } else { 0 }, "{said:?}");
        for file in &files {
            assert!(std::fs::read_to_string(format!("{file}.pem")).unwrap().contains("-----BEGIN"));
        }
        terminate(&mut run).await;
    }
}

/// Starts it, and gives what it says until it is ready.
async fn ready(arguments: &[&str]) -> (Child, Vec<String>) {
    let mut run = tidings_broker(arguments).spawn().unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    while let Some(line) = bounded(lines.next_line()).await.unwrap() {
        said.push(line);
        if said.last().is_some_and(|line| line.starts_with("ready")) {
            break;
        }
    }
    (run, said)
}

async fn terminate(run: &mut Child) {
    let pid = Pid::from_raw(run.id().unwrap().try_into().unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert!(bounded(run.wait()).await.unwrap().success());
}

#[tokio::test]
async fn a_forced_port_that_is_taken_is_an_error() {
    let shared = bounded(tidings_broker::shared()).await.unwrap().ports();
    let mut run = tidings_broker(&["run", "--port", &shared.amqp.to_string()]).spawn().unwrap();
    assert!(!bounded(run.wait()).await.unwrap().success());
    let mut said = String::new();
    bounded(run.stderr.take().unwrap().read_to_string(&mut said)).await.unwrap();
    assert!(said.contains("one of its ports taken"), "{said}");
}

#[tokio::test]
async fn arguments_that_make_no_sense_get_the_usage_or_the_range() {
    for (arguments, expected) in [
        (&[][..], "usage:"),
        (&["run", "--post", "1"], "usage:"),
        (&["run", "kafka"], "usage:"),
        (&["run", "classic", "--port", "1"], "usage:"),
        (&["run", "--port", "x"], "from 1 to 65533"),
        (&["run", "--port", "65534"], "from 1 to 65533"),
        (&["run", "--port", "0"], "from 1 to 65533"),
    ] {
        let output = bounded(tidings_broker(arguments).output()).await.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(expected), "{arguments:?}: {said}");
    }
}
