use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
};

use crate::torture::{
    Error,
    chance::Chance,
    clock::Moment,
    program::{Role, Task},
    record::{Follow, Handled, Line, Sent},
};

/// The heartbeat of most lives of a process.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(2);

/// How often a file is looked at that a process writes.
const LOOK: Duration = Duration::from_millis(20);

/// A publisher or a listener, over all its lives.
pub(crate) struct Process {
    program: PathBuf,
    log: PathBuf,
    task: Task,
    chance: Chance,
    child: Option<Child>,
    follow: Follow,
    /// When it got on, as far as it was read.
    progress: Vec<Moment>,
}

impl Process {
    pub(crate) fn new(program: PathBuf, folder: &Path, task: Task, chance: Chance) -> Self {
        let log = folder.join(format!("{}.log", task.name));
        let follow = Follow::new(&task.journal);
        Self { program, log, task, chance, child: None, follow, progress: Vec::new() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.task.name
    }

    /// Begins its next life. Some have a long heartbeat, some a short send timeout.
    pub(crate) fn start(&mut self) -> Result<(), Error> {
        self.task.life += 1;
        self.task.heartbeat = if self.chance.one_in(4) { HEARTBEAT * 4 } else { HEARTBEAT };
        self.task.send_timeout = Duration::from_secs(if self.chance.one_in(3) { 2 } else { 10 });
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let child = Command::new(&self.program)
            .arg("torture-child")
            .arg(serde_json::to_string(&self.task)?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        self.child = Some(child);
        // A lie is told once.
        self.task.lie = None;
        Ok(())
    }

    /// Waits until it says that it is ready.
    pub(crate) async fn ready(&mut self, limit: Duration) -> Result<(), Error> {
        let name = self.task.name.clone();
        let out = self.child()?.stdout.as_mut().ok_or("its output is not read")?;
        let mut line = String::new();
        tokio::time::timeout(limit, BufReader::new(out).read_line(&mut line))
            .await
            .map_err(|_| format!("{name} was not ready in time"))??;
        if line.is_empty() { Err(format!("{name} ended before it was ready").into()) } else { Ok(()) }
    }

    pub(crate) fn signal(&mut self, signal: Signal) -> Result<(), Error> {
        let pid = self.child()?.id().and_then(|pid| Pid::from_raw(pid.cast_signed()));
        Ok(kill_process(pid.ok_or("the process has ended")?, signal)?)
    }

    /// Ends it as a crash does.
    pub(crate) async fn kill(&mut self) -> Result<(), Error> {
        Ok(self.child()?.kill().await?)
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// It did not in time, or it failed.
    pub(crate) async fn ended(&mut self, limit: Duration) -> Result<(), Error> {
        let name = self.task.name.clone();
        let child = self.child()?;
        // Waiting would close it, which is what a process sees when nobody is there any more.
        let _input = child.stdin.take();
        let ended = tokio::time::timeout(limit, child.wait()).await;
        let status = ended.map_err(|_| format!("{name} did not end in {} s", limit.as_secs()))??;
        self.child = None;
        if status.success() { Ok(()) } else { Err(format!("{name} ended with {status}").into()) }
    }

    /// Says a word to a publisher; one that was just killed does not hear it.
    pub(crate) async fn tell(&mut self, word: &str) -> Result<(), Error> {
        let input = self.child()?.stdin.as_mut().ok_or("its input is closed")?;
        Ok(input.write_all(format!("{word}\n").as_bytes()).await?)
    }

    /// When it got on for the first time after a moment; waits for that.
    pub(crate) async fn progress(&mut self, after: Moment, limit: Duration) -> Result<Moment, Error> {
        let waiting = async {
            loop {
                self.read()?;
                // Of listeners that run beside each other lines come in the order of their ends.
                if let Some(first) = self.progress.iter().filter(|at| **at > after).min() {
                    return Ok::<_, Error>(*first);
                }
                self.progress.clear();
                if let Some(status) = self.child()?.try_wait()? {
                    return Err(format!("{} ended by itself with {status}", self.task.name).into());
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        let waited = tokio::time::timeout(limit, waiting).await;
        waited.map_err(|_| format!("{} did not get on for {} s", self.task.name, limit.as_secs()))?
    }

    /// What it wrote so far is read.
    pub(crate) fn read(&mut self) -> Result<(), Error> {
        match self.task.role {
            Role::Publisher(_) => self.progress.extend(self.follow.lines::<Sent>()?.iter().filter_map(Line::progress)),
            _ => self.progress.extend(self.follow.lines::<Handled>()?.iter().filter_map(Line::progress)),
        }
        Ok(())
    }

    fn child(&mut self) -> Result<&mut Child, Error> {
        self.child.as_mut().ok_or_else(|| format!("{} does not run", self.task.name).into())
    }
}
