use std::{
    fs::File,
    io::{Read, Seek},
    process::Stdio,
};

use serde_json::{Value, json};
use tidings_broker::Artemis;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use super::{Over, python, within};

/// A program of the folder `python`; it ends with this value.
pub(crate) struct Peer {
    program: &'static str,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    errors: File,
    _process: Child,
}

impl Peer {
    /// Starts a program with the broker's address and these settings; returns when it is ready for orders.
    pub(crate) async fn start(program: &'static str, broker: &Artemis, over: Over, settings: Value) -> Self {
        let errors = tempfile::tempfile().unwrap();
        let mut process = Command::new(python::interpreter().await)
            // No caches beside the sources.
            .arg("-B")
            .arg(format!("{}/python/{program}.py", env!("CARGO_MANIFEST_DIR")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors.try_clone().unwrap())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let lines = BufReader::new(output).lines();
        let mut peer = Self { program, input, lines, errors, _process: process };
        let mut given =
            json!({ "host": broker.host(), "port": over.port(broker), "user": "admin", "password": "admin" });
        given.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        peer.order(given).await;
        peer.expect("ready").await;
        peer
    }

    /// Tells it to do something.
    pub(crate) async fn order(&mut self, order: Value) {
        let line = format!("{order}\n");
        if let Err(error) = within("an order", self.input.write_all(line.as_bytes())).await {
            panic!("{} takes no orders: {error}\n{}", self.program, self.said());
        }
    }

    /// Tells it to do something, and waits until it says that this is done.
    pub(crate) async fn does(&mut self, order: Value, said: &str) -> Value {
        self.order(order).await;
        self.expect(said).await
    }

    /// The next thing that it says, which must be this.
    pub(crate) async fn expect(&mut self, said: &str) -> Value {
        let next = self.next().await;
        assert_eq!(next["said"], said, "{next}\n{}", self.said());
        next
    }

    /// The next thing that it says.
    pub(crate) async fn next(&mut self) -> Value {
        match within(self.program, self.lines.next_line()).await.unwrap() {
            Some(line) => serde_json::from_str(&line).unwrap(),
            None => panic!("{} ended\n{}", self.program, self.said()),
        }
    }

    /// What its libraries wrote to standard error, for the message of a failed test.
    fn said(&self) -> String {
        let (mut errors, mut bytes) = (&self.errors, Vec::new());
        errors.rewind().unwrap();
        errors.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
