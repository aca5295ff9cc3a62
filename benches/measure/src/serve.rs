#![expect(clippy::print_stdout, reason = "a worker answers on its standard output")]

use std::{future::Future, io::Write, process::ExitCode};

use tokio::io::{AsyncBufReadExt, BufReader, stdin};

use crate::{Answer, Outcome, Work};

/// Sets the work up, and does it as often as a line with a number of events comes; the end of the standard input ends it.
pub async fn serve(set_up: impl Future<Output = Outcome<Box<dyn Work>>>) -> ExitCode {
    match orders(set_up).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            let said = say(&Answer::Failed(failed.to_string()));
            ExitCode::from(if said.is_ok() { 1 } else { 2 })
        }
    }
}

/// Does the work once, for whoever watches the process from outside.
///
/// # Errors
/// Whatever kept it from being set up or done.
pub async fn once(set_up: impl Future<Output = Outcome<Box<dyn Work>>>, events: u64) -> Outcome {
    let sample = set_up.await?.run(events).await?;
    say(&Answer::Sample(sample))
}

async fn orders(set_up: impl Future<Output = Outcome<Box<dyn Work>>>) -> Outcome {
    let mut work = set_up.await?;
    say(&Answer::Ready)?;
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        say(&Answer::Sample(work.run(line.trim().parse()?).await?))?;
    }
    Ok(())
}

fn say(answer: &Answer) -> Outcome {
    println!("{}", serde_json::to_string(answer)?);
    std::io::stdout().flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Meter, repeat};

    #[tokio::test]
    async fn what_fails_is_told_with_its_reason() {
        assert!(once(async { Ok(repeat(async |events| Ok(Meter::start().stop(events)))) }, 1).await.is_ok());
        let failed = once(async { Err("no broker".into()) }, 1).await;
        assert_eq!(failed.unwrap_err().to_string(), "no broker");
    }

    #[test]
    fn an_answer_is_one_line() {
        let answer = Answer::Sample(Meter::start().stop(3));
        let line = serde_json::to_string(&answer).unwrap();
        assert!(!line.contains('\n'));
        assert_eq!(serde_json::from_str::<Answer>(&line).unwrap(), answer);
    }
}
