use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::answer::parse;
use crate::Error;
use crate::process::wait_for;

/// How long it may take to remove its container.
const END: Duration = Duration::from_secs(30);

/// A program that is told in lines what to do, and answers each in one line.
pub(super) struct Servant {
    child: Child,
    /// `None` once it has left an order unanswered: what comes after would be the answer to that.
    orders: Option<ChildStdin>,
    answers: Receiver<String>,
    log: PathBuf,
}

impl Servant {
    /// `log`: where its standard error goes.
    pub(super) fn start(mut command: Command, log: &Path) -> Result<Self, Error> {
        let failed = |cause: std::io::Error| Error::io("the program that runs brokers in containers", &cause);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(log).map_err(failed)?)
            // Ctrl-C is for the tests: the container ends after them, at the end of its input.
            .process_group(0)
            .spawn()
            .map_err(failed)?;
        let orders = child.stdin.take();
        let (heard, answers) = sync_channel(1);
        if let Some(said) = child.stdout.take() {
            // It ends with the program, or when nobody wants to hear more.
            std::thread::spawn(move || {
                BufReader::new(said).lines().map_while(Result::ok).try_for_each(|line| heard.send(line))
            });
        }
        Ok(Self { child, orders, answers, log: log.to_owned() })
    }

    /// Gives an order, and waits for the answer.
    pub(super) fn ask(&mut self, order: &str, limit: Duration) -> Result<String, Error> {
        let Some(orders) = &mut self.orders else {
            return Err(Error::new("the program that runs the broker's container does not answer any more"));
        };
        // What keeps it from hearing keeps it from answering.
        let _ = orders.write_all(format!("{order}\n").as_bytes());
        self.answer(limit)
    }

    /// The next answer.
    pub(super) fn answer(&mut self, limit: Duration) -> Result<String, Error> {
        let line = match self.answers.recv_timeout(limit) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => {
                self.orders = None;
                return Err(Error::new(format!("the broker's container did not obey within {} s", limit.as_secs())));
            }
            Err(RecvTimeoutError::Disconnected) => {
                let said = std::fs::read_to_string(&self.log).unwrap_or_default();
                return Err(Error::new(format!("the program that runs the broker's container ended: {said}")));
            }
        };
        match parse(&line) {
            Some(answer) => answer.map_err(Error::new),
            None => Err(Error::new(format!("the program that runs the broker's container said `{line}`"))),
        }
    }
}

impl Drop for Servant {
    fn drop(&mut self) {
        self.orders = None;
        if wait_for(END, || self.child.try_wait().transpose()).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
