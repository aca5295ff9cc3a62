use std::time::Duration;

use rustix::process::Signal;
use tokio::sync::Mutex;

use super::over::Over;
use crate::torture::{
    Error,
    chance::Chance,
    clock,
    stage::{HEARTBEAT, Process},
};

/// How long an orderly end may take: the drain limit, and what a busy machine needs.
const END: Duration = Duration::from_secs(60);

/// One of them crashes, and is started again.
pub(super) async fn killed(processes: &[Mutex<Process>], chance: &mut Chance) -> Result<Over, Error> {
    let mut process = one(processes, chance).lock().await;
    process.kill().await?;
    tokio::time::sleep(chance.pause(0, 500)).await;
    process.start()?;
    Ok(Over::at(clock::now()))
}

/// One of them is told to end, does so in order, and is started again.
pub(super) async fn restarted(processes: &[Mutex<Process>], chance: &mut Chance) -> Result<Over, Error> {
    let mut process = one(processes, chance).lock().await;
    process.signal(Signal::TERM)?;
    process.ended(END).await?;
    process.start()?;
    Ok(Over::at(clock::now()))
}

/// One of them stands still, so that the broker may take it for dead, and goes on.
pub(super) async fn frozen(processes: &[Mutex<Process>], chance: &mut Chance) -> Result<Over, Error> {
    let mut process = one(processes, chance).lock().await;
    let beat = HEARTBEAT.as_millis() as u64;
    process.signal(Signal::STOP)?;
    tokio::time::sleep(chance.pause(beat * 3 / 2, beat * 4)).await;
    let at = clock::now();
    process.signal(Signal::CONT)?;
    Ok(Over::at(at))
}

fn one<'a>(processes: &'a [Mutex<Process>], chance: &mut Chance) -> &'a Mutex<Process> {
    &processes[chance.below(processes.len() as u64) as usize]
}
