//! A run: sets the stage, hurts it, lets it settle, and judges.

mod queues;
mod settle;
mod torment;

use std::path::Path;

use super::{
    Error, Options, Report,
    chance::Chance,
    clock,
    judge::{Evidence, judge},
    letters::letters,
    record::{Journal, read},
    report::Recovery,
    stage::Stage,
};
use settle::{Settled, settle};
use torment::{Torment, torment};

/// Runs, and reports what was found. Journals and logs are kept where a promise was broken.
///
/// # Errors
/// There is no broker, or a process could not be started.
pub async fn run(options: &Options) -> Result<Report, Error> {
    let folder = tempfile::Builder::new().prefix("tidings-torture-").tempdir()?;
    let mut report = match within(options, folder.path()).await {
        Ok(report) => report,
        Err(error) => return Err(format!("{error}; journals and logs: {}", folder.keep().display()).into()),
    };
    if !report.is_well() {
        report.kept = Some(folder.keep().display().to_string());
    }
    Ok(report)
}

async fn within(options: &Options, folder: &Path) -> Result<Report, Error> {
    let mut chance = Chance::new(options.seed);
    let stage = Stage::set(options, folder, &mut chance).await?;
    let log = Journal::open(&folder.join("faults.log"))?;
    let begun = clock::now();
    let mut torment = torment(&stage, &options.length, chance, log).await;
    let seconds = clock::between(begun, clock::now()).as_secs_f64();
    if !torment.stuck.is_empty() {
        // Only so that it can be judged; it has failed already.
        mend(&stage).await;
    }
    let Settled { stuck, unseen } = settle(&stage).await;
    torment.stuck.extend(stuck);
    let (removals, closings) = (std::mem::take(&mut torment.removals), std::mem::take(&mut torment.closings));
    let mut evidence = Evidence { removals, closings, ..Evidence::default() };
    match letters(options.protocol, stage.port, folder).await {
        Ok(letters) => evidence.letters = letters,
        Err(error) => torment.stuck.push(format!("dead letters: {error}")),
    }
    for (process, is_publisher) in names(&stage).await {
        let journal = folder.join(format!("{process}.journal"));
        if is_publisher {
            evidence.sent.extend(read(&journal)?);
        } else {
            evidence.handled.push((process, read(&journal)?));
        }
    }
    if !torment.stuck.is_empty() {
        std::fs::write(folder.join("broker.log"), stage.broker.log().await)?;
    }
    Ok(report(options, torment, unseen, &evidence, seconds))
}

async fn names(stage: &Stage) -> Vec<(String, bool)> {
    let mut names = vec![("clerk".to_owned(), false)];
    for publisher in &stage.publishers {
        names.push((publisher.lock().await.name().to_owned(), true));
    }
    for listener in &stage.listeners {
        names.push((listener.lock().await.name().to_owned(), false));
    }
    names
}

/// What a fault that failed left behind.
async fn mend(stage: &Stage) {
    if stage.broker.pid().await.is_none() {
        drop(stage.broker.restart().await);
    }
    drop(stage.broker.thaw().await);
}

fn report(options: &Options, torment: Torment, unseen: u64, evidence: &Evidence, seconds: f64) -> Report {
    let verdict = judge(evidence);
    let restarts = Recovery::of(torment.restarts());
    let length = seconds.max(f64::EPSILON);
    Report {
        protocol: options.protocol,
        seed: options.seed,
        seconds,
        faults: torment.faults.into_iter().map(|(kind, count)| (kind.name().to_owned(), count)).collect(),
        overlapping: torment.overlapping,
        confirmed_per_second: verdict.confirmed as f64 / length,
        handled_per_second: verdict.handled as f64 / length,
        verdict,
        recovery_of_restarts: restarts,
        recovery_of_all: Recovery::of(torment.recoveries),
        recovery_by_kind: torment.alone.into_iter().map(|(kind, all)| (kind.to_string(), Recovery::of(all))).collect(),
        unseen,
        stuck: torment.stuck,
        kept: None,
    }
}
