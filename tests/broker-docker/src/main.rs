//! An Apache Artemis in a container, for `tidings-broker`, which starts this program and talks to it in lines.
//!
//! Each line on standard output is an answer, `ok ..` or `failed ..`, its line ends and backslashes escaped. The first
//! one tells the host that the ports are published on. Then comes one for every line on standard input: `pid`, `log`,
//! `kill`, `stop`, `restart`, `freeze` or `thaw`. At the end of standard input, or at a signal, the container is removed:
//! so it ends with the process that wanted it, in whatever way that ends.

mod answer;
mod arguments;
mod broker;
mod input;
mod log;

use std::env;
use std::process::ExitCode;

use tokio::io::{AsyncWriteExt, stdout};

use answer::{Outcome, line};
use arguments::Arguments;
use broker::Broker;
use input::Input;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let ran = match Arguments::parse(env::args().skip(1)) {
        Ok(arguments) => serve(&arguments).await,
        Err(error) => Err(error),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&Err(error)).await;
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: &Arguments) -> Outcome<()> {
    let mut input = Input::new()?;
    let mut broker = Broker::start(arguments).await?;
    match broker.host().await {
        Ok(host) => say(&Ok(host)).await,
        Err(error) => {
            broker.remove().await?;
            return Err(error);
        }
    }
    while let Some(command) = input.next().await {
        say(&obey(&mut broker, &command).await).await;
    }
    broker.remove().await
}

async fn obey(broker: &mut Broker, command: &str) -> Outcome<String> {
    let done = match command {
        "pid" => return broker.pid().await,
        "log" => return broker.log().await,
        "kill" => broker.kill().await,
        "stop" => broker.stop().await,
        "restart" => broker.restart().await,
        "freeze" => broker.freeze().await,
        "thaw" => broker.thaw().await,
        other => Err(format!("`{other}` is no command").into()),
    };
    done.map(|()| String::new())
}

/// A reader that went away is told by the end of standard input.
async fn say(answer: &Outcome<String>) {
    let mut out = stdout();
    if out.write_all(line(answer).as_bytes()).await.is_ok() {
        let _ = out.flush().await;
    }
}
