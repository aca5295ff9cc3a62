use std::{process::Stdio, time::Duration};

use tidings_bench_measure::{Answer, Outcome, Sample};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout},
    time::timeout,
};

use super::Program;

/// Longer than anything that a worker is told to do may take.
const LIMIT: Duration = Duration::from_secs(120);

/// A process that does a side's work. It ends with this value.
pub(crate) struct Worker {
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Worker {
    /// Starts it, and returns when it is set up.
    pub(crate) async fn start(program: &Program) -> Outcome<Self> {
        let mut command = program.command()?;
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = piped.spawn().map_err(|cause| format!("{program:?}: {cause}"))?;
        let (Some(orders), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("a worker without pipes".into());
        };
        let answers = BufReader::new(answers).lines();
        let mut worker = Self { orders, answers, _process: process };
        match worker.answer().await.map_err(|cause| format!("{program:?}: {cause}"))? {
            Answer::Ready => Ok(worker),
            other => Err(format!("{program:?}: it said {other:?} before it was ready").into()),
        }
    }

    /// Tells it to let so many events pass.
    pub(crate) async fn order(&mut self, events: u64) -> Outcome {
        Ok(self.orders.write_all(format!("{events}\n").as_bytes()).await?)
    }

    /// What the order came to.
    pub(crate) async fn sample(&mut self) -> Outcome<Sample> {
        match self.answer().await? {
            Answer::Sample(sample) => Ok(sample),
            other => Err(format!("a worker said {other:?} in place of a sample").into()),
        }
    }

    async fn answer(&mut self) -> Outcome<Answer> {
        let line = timeout(LIMIT, self.answers.next_line()).await.map_err(|_| "a worker does not answer")??;
        match serde_json::from_str(&line.ok_or("a worker ended")?)? {
            Answer::Failed(reason) => Err(reason.into()),
            answer => Ok(answer),
        }
    }
}
