use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin, stdin};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::answer::Outcome;

/// The commands, until nobody is left to give any.
pub(crate) struct Input {
    lines: Lines<BufReader<Stdin>>,
    signals: [Signal; 3],
}

impl Input {
    pub(crate) fn new() -> Outcome<Self> {
        let signals = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        let [terminate, interrupt, hangup] = signals.map(signal);
        Ok(Self { lines: BufReader::new(stdin()).lines(), signals: [terminate?, interrupt?, hangup?] })
    }

    /// `None`: it is over.
    pub(crate) async fn next(&mut self) -> Option<String> {
        let [terminate, interrupt, hangup] = &mut self.signals;
        tokio::select! {
            biased;
            _ = terminate.recv() => None,
            _ = interrupt.recv() => None,
            _ = hangup.recv() => None,
            line = self.lines.next_line() => line.ok().flatten(),
        }
    }
}
