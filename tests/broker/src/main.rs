//! Starts an Apache Artemis in the foreground, for examples and for trying things out.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use tidings_broker::{Artemis, Error, Ports};
use tokio::signal::unix::{Signal, SignalKind, signal};

const USAGE: &str = "\
Starts an Apache Artemis, prints its URLs, and ends it on Ctrl-C or SIGTERM. Its data is removed at the end.

usage: tidings-broker run [--port N]
  --port N   listen for AMQP on N, for STOMP on N+1, for Artemis' own tools on N+2;
             without it on 61616, 61613 and 61617, or on free ports where these are taken
";

const USUAL: Ports = Ports { amqp: 61616, stomp: 61613, core: 61617 };

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let ports = match arguments[..] {
        ["run"] => usual(),
        ["run", "--port", port] => forced(port),
        ["--help" | "-h" | "help"] => {
            say(io::stdout(), USAGE);
            return ExitCode::SUCCESS;
        }
        _ => Err(Error::new(USAGE)),
    };
    let ran = match ports {
        Ok(ports) => run(ports).await,
        Err(error) => Err(error),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(io::stderr(), &format!("{error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// The usual ports where they are free; says so where they are not.
fn usual() -> Result<Ports, Error> {
    let ports = USUAL.or_free()?;
    for (usual, port) in [(USUAL.amqp, ports.amqp), (USUAL.stomp, ports.stomp)] {
        if usual != port {
            say(io::stdout(), &format!("port {usual} is taken: {port} is used in its place\n"));
        }
    }
    Ok(ports)
}

fn forced(port: &str) -> Result<Ports, Error> {
    let wrong = || Error::new(format!("--port {port}: not a number from 1 to 65533"));
    let amqp: u16 = port.parse().map_err(|_| wrong())?;
    match (amqp.checked_add(1), amqp.checked_add(2)) {
        (Some(stomp), Some(core)) if amqp > 0 => Ok(Ports { amqp, stomp, core }),
        _ => Err(wrong()),
    }
}

async fn run(ports: Ports) -> Result<(), Error> {
    let broker = Artemis::builder().ports(ports).start().await?;
    let failed = |cause: io::Error| Error::new(format!("no signal can be received: {cause}"));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    say(io::stdout(), &ready(&broker));
    tokio::select! {
        () = received(&mut interrupt) => broker.stop().await,
        () = received(&mut terminate) => broker.stop().await,
        error = ended(&broker) => Err(error),
    }
}

fn ready(broker: &Artemis) -> String {
    format!(
        "{}\n{}\n{} (for Artemis' own tools)\nready; Ctrl-C ends it\n",
        broker.amqp_url(),
        broker.stomp_url(),
        broker.core_url()
    )
}

async fn received(signal: &mut Signal) {
    // `None` would mean that no signal can come any more.
    if signal.recv().await.is_none() {
        std::future::pending::<()>().await;
    }
}

/// Returns when the broker has ended by itself.
async fn ended(broker: &Artemis) -> Error {
    while broker.pid().await.is_some() {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Error::new(format!("the broker ended by itself; its log:\n{}", broker.log().await))
}

/// A reader that went away is no reason to fail.
fn say(mut out: impl Write, text: &str) {
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
