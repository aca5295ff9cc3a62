//! Starts a broker in the foreground, for examples and for trying things out.

mod foreground;

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use foreground::{Foreground, Kind};
use tidings_broker::{Error, Ports};
use tokio::signal::unix::{Signal, SignalKind, signal};

const USAGE: &str = "\
Starts a broker, prints its URLs, and ends it on Ctrl-C or SIGTERM. Its data is removed at the end.

usage: tidings-broker run [KIND] [--port N]
  KIND       artemis (without a KIND), tls (an Artemis with TLS too), pair (an Artemis and its backup),
             cluster (two Artemis), classic (an ActiveMQ Classic, STOMP only), rabbitmq (STOMP only)
  --port N   for artemis and tls: listen for AMQP on N, for STOMP on N+1, for Artemis' own tools on N+2;
             without it on 61616, 61613 and 61617, or on free ports where these are taken
";

const USUAL: Ports = Ports { amqp: 61616, stomp: 61613, core: 61617 };

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let ran = match arguments[..] {
        ["--help" | "-h" | "help"] => {
            say(io::stdout(), USAGE);
            return ExitCode::SUCCESS;
        }
        ["run", ref rest @ ..] => match chosen(rest) {
            Ok((kind, ports)) => run(kind, ports).await,
            Err(error) => Err(error),
        },
        _ => Err(Error::new(USAGE)),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(io::stderr(), &format!("{error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn chosen(arguments: &[&str]) -> Result<(Kind, Ports), Error> {
    let (kind, rest) = match arguments {
        [name, rest @ ..] if !name.starts_with('-') => (Kind::named(name).ok_or_else(|| Error::new(USAGE))?, rest),
        rest => (Kind::Artemis, rest),
    };
    let ports = match rest {
        [] if kind.takes_ports() => usual()?,
        [] => USUAL,
        ["--port", port] if kind.takes_ports() => forced(port)?,
        _ => return Err(Error::new(USAGE)),
    };
    Ok((kind, ports))
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

async fn run(kind: Kind, ports: Ports) -> Result<(), Error> {
    let brokers = Foreground::start(kind, ports).await?;
    let failed = |cause: io::Error| Error::new(format!("no signal can be received: {cause}"));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    say(io::stdout(), &format!("{}ready; Ctrl-C ends it\n", brokers.urls()));
    tokio::select! {
        () = received(&mut interrupt) => stop(&brokers).await,
        () = received(&mut terminate) => stop(&brokers).await,
        error = ended(&brokers) => Err(error),
    }
}

async fn stop(brokers: &Foreground) -> Result<(), Error> {
    for control in brokers.controls() {
        control.stop().await?;
    }
    Ok(())
}

async fn received(signal: &mut Signal) {
    // `None` would mean that no signal can come any more.
    if signal.recv().await.is_none() {
        std::future::pending::<()>().await;
    }
}

/// Returns when a broker has ended by itself.
async fn ended(brokers: &Foreground) -> Error {
    loop {
        for control in brokers.controls() {
            if control.pid().await.is_none() {
                return Error::new(format!("the broker ended by itself; its log:\n{}", control.log().await));
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// A reader that went away is no reason to fail.
fn say(mut out: impl Write, text: &str) {
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
