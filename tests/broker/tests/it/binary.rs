//! `tidings-broker run`.

use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;

use crate::support::{bounded, connect, greet, is_greeted};

fn tidings_broker(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings-broker"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

#[tokio::test]
async fn run_prints_its_urls_and_takes_the_broker_down_at_sigterm() {
    let mut run = tidings_broker(&["run"]).spawn().unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    while let Some(line) = bounded(lines.next_line()).await.unwrap() {
        said.push(line);
        if said.last().is_some_and(|line| line.starts_with("ready")) {
            break;
        }
    }
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

    let pid = Pid::from_raw(run.id().unwrap().try_into().unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert!(bounded(run.wait()).await.unwrap().success());
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", amqp)).await.is_err());
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
        (&["run", "--port", "x"], "from 1 to 65533"),
        (&["run", "--port", "65534"], "from 1 to 65533"),
        (&["run", "--port", "0"], "from 1 to 65533"),
    ] {
        let output = bounded(tidings_broker(arguments).output()).await.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(expected), "{arguments:?}: {said}");
    }
}
