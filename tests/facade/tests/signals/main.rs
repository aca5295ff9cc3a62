//! A service that is asked to end, as a service manager does it: a process of its own and real signals.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

/// Longer than anything that is right may take, and shorter than the drain limit of the service.
const BOUND: Duration = Duration::from_secs(60);

struct Service {
    child: Child,
    permits: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Service {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_service"));
        let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = child.stdout.take().unwrap();
        let (tell, lines) = channel();
        // Ends with the child.
        thread::spawn(move || BufReader::new(said).lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        let permits = child.stdin.take();
        Self { child, permits, lines }
    }

    /// Waits until it says this.
    #[track_caller]
    fn says(&self, what: &str) {
        let mut before = Vec::new();
        loop {
            match self.lines.recv_timeout(BOUND) {
                Ok(line) if line == what => return,
                Ok(line) => before.push(line),
                Err(error) => panic!("it never said {what:?}: {error}; it said {before:?}"),
            }
        }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn permit(&mut self) {
        writeln!(self.permits.as_mut().unwrap()).unwrap();
    }

    /// Waits until it has ended, and gives how, with what it still said.
    fn ended(mut self) -> (ExitStatus, Vec<String>) {
        // A process that still reads could not end.
        drop(self.permits.take());
        let mut rest = Vec::new();
        loop {
            match self.lines.recv_timeout(BOUND) {
                Ok(line) => rest.push(line),
                // They end with its output, and so with it.
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it did not end; it said {rest:?}"),
            }
        }
        (self.child.wait().unwrap(), rest)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_service_that_is_asked_to_end_finishes_what_it_handles_and_what_waits_in_its_process() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut service = Service::start(&[]);
        service.says("began 1");
        service.signal(signal);
        service.says("degraded: shutting down");
        service.permit();
        service.says("handled 1");
        service.says("began 2");
        service.permit();
        let (status, rest) = service.ended();
        assert!(status.success(), "{status:?} {rest:?}");
        for line in ["handled 2", "stopped", "ended in order"] {
            assert!(rest.iter().any(|said| said == line), "{line:?} is not in {rest:?}");
        }
    }
}

#[test]
fn a_second_signal_ends_the_service_at_once_and_it_says_what_is_lost() {
    let service = Service::start(&[]);
    service.says("began 1");
    service.signal(Signal::TERM);
    service.says("degraded: shutting down");
    service.signal(Signal::TERM);
    let (status, rest) = service.ended();
    assert_eq!(status.code(), Some(1), "{rest:?}");
    for line in ["stopped", "ended with 2 undelivered"] {
        assert!(rest.iter().any(|said| said == line), "{line:?} is not in {rest:?}");
    }
}

#[test]
fn a_signal_while_the_service_starts_gives_the_start_up_and_undoes_it() {
    let mut service = Service::start(&["slow-start"]);
    service.says("opening");
    service.signal(Signal::TERM);
    service.says("degraded: shutting down");
    service.permit();
    let (status, rest) = service.ended();
    assert!(status.success(), "{status:?} {rest:?}");
    assert!(
        rest.iter().any(|line| line == "stopped") && !rest.iter().any(|line| line.starts_with("began")),
        "{rest:?}"
    );
}

#[test]
fn a_second_signal_ends_a_service_that_is_stuck_in_its_start() {
    let service = Service::start(&["slow-start"]);
    service.says("opening");
    // Two of one sort may count as one.
    service.signal(Signal::TERM);
    service.signal(Signal::INT);
    let (status, rest) = service.ended();
    assert_eq!(status.code(), Some(1), "{rest:?}");
    assert!(rest.iter().any(|line| line == "ended with 0 undelivered"), "{rest:?}");
}
