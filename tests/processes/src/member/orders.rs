//! What a process is told from outside.

use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines, Stdin, stdin},
    select,
    signal::unix::{Signal, SignalKind, signal},
};

/// Lines, and the signal to end.
pub(crate) struct Orders {
    lines: Lines<BufReader<Stdin>>,
    end: Signal,
}

/// What is to be done.
pub(crate) enum Told {
    Line(String),
    End,
}

impl Orders {
    pub(crate) fn new() -> std::io::Result<Self> {
        Ok(Self { lines: BufReader::new(stdin()).lines(), end: signal(SignalKind::terminate())? })
    }

    /// The next thing; without anybody to tell one, the process ends here.
    pub(crate) async fn next(&mut self) -> Told {
        select! {
            biased;
            _ = self.end.recv() => Told::End,
            line = self.lines.next_line() => match line {
                Ok(Some(line)) => Told::Line(line),
                _ => std::process::exit(4),
            },
        }
    }
}
