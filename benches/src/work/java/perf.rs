use std::{path::Path, process::Stdio};

use tidings_bench_measure::{Outcome, Place, Sample, process_cpu_ns};
use tidings_broker::Artemis;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::{super::Java, seconds::Seconds};

/// Seconds until both compilers have done what they do, and seconds in all.
const WARM_UP: &str = "8";
const DURATION: &str = "14";

/// Runs the tool once; returns with the sample how many it sent in all.
pub(super) async fn run(work: Java, place: &Place) -> Outcome<(Sample, u64)> {
    let file = std::env::temp_dir().join(format!("tidings-bench-{}.perf", std::process::id()));
    let mut process = command(work, place, &file)?.spawn()?;
    let cpu_ns = watch(&mut process).await?;
    let ended = process.wait().await?;
    if !ended.success() {
        return Err(format!("`artemis perf`: {ended}").into());
    }
    let text = std::fs::read_to_string(&file)?;
    std::fs::remove_file(&file)?;
    let seconds = Seconds::read(&text)?;
    Ok((Sample { cpu_ns, ..seconds.sample(work)? }, seconds.sent()))
}

fn command(work: Java, place: &Place, report: &Path) -> Outcome<Command> {
    let (tool, destination) = match work {
        Java::Send => ("producer", format!("topic://{}", place.address)),
        // Of a topic it would receive by a queue that is not durable.
        Java::EndToEnd => ("client", format!("queue://{}", place.address)),
    };
    let mut command = Command::from(Artemis::command_line()?);
    command
        .args(["perf", tool, "--protocol", "AMQP", "--user", "admin", "--password", "admin"])
        .args(["--url", &format!("amqp://{}", place.socket()), "--warmup", WARM_UP, "--duration", DURATION])
        .args(["--message-size", &place.body_bytes.to_string(), "--max-pending", &place.window.to_string()])
        .arg("--json")
        .arg(report)
        .args(place.durable.then_some("--persistent"))
        .arg(destination)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    Ok(command)
}

/// The CPU time of what [`Seconds::sample`] counts: it says each second whether that still belongs to the warm-up.
async fn watch(process: &mut Child) -> Outcome<u64> {
    let (Some(said), Some(id)) = (process.stdout.take(), process.id()) else {
        return Err("`artemis perf` without an output".into());
    };
    let (mut first, mut last) = (None, 0);
    let mut lines = BufReader::new(said).lines();
    while let Some(line) = lines.next_line().await? {
        if line.starts_with("--- warmup false") {
            last = process_cpu_ns(id)?;
            first.get_or_insert(last);
        }
    }
    Ok(last - first.unwrap_or(last))
}
