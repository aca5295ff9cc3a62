#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a table is what it is for")]

use std::process::ExitCode;

use super::{
    artemis,
    compare::{Compared, compare, real, table},
    failed::Failed,
};
use crate::Protocol;

/// The command `reality [--protocol amqp|stomp] [--only PART]`: prints the table, and what differs.
pub fn main(arguments: &[&str]) -> ExitCode {
    let mut protocols = vec![Protocol::Amqp, Protocol::Stomp];
    let mut part = "";
    for pair in arguments.chunks(2) {
        match pair {
            ["--protocol", "amqp"] => protocols = vec![Protocol::Amqp],
            ["--protocol", "stomp"] => protocols = vec![Protocol::Stomp],
            ["--only", name] => part = name,
            other => {
                eprintln!("usage: tidings-faults reality [--protocol amqp|stomp] [--only PART], not {other:?}");
                return ExitCode::from(2);
            }
        }
    }
    match all(&protocols, part) {
        Ok(compared) => {
            println!("{}", table(&compared));
            let different: Vec<_> = compared.iter().filter(|one| !one.is_equal()).collect();
            different.iter().for_each(|one| println!("\n{}", one.difference()));
            println!("\n{} scenarios, {} differ", compared.len(), different.len());
            ExitCode::from(u8::from(!different.is_empty()))
        }
        Err(failed) => {
            eprintln!("{failed}");
            ExitCode::from(2)
        }
    }
}

fn all(protocols: &[Protocol], part: &str) -> Result<Vec<Compared>, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failed::new("start a runtime", error))?;
    let mut compared = Vec::new();
    for protocol in protocols {
        let seen = runtime.block_on(async {
            let broker = artemis::start().await?;
            Ok::<_, Failed>(real(&broker, *protocol, part).await)
        })?;
        compared.extend(compare(*protocol, seen)?);
    }
    Ok(compared)
}
