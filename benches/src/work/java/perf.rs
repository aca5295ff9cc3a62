use std::{path::Path, process::Stdio};

use tidings_bench_measure::{Outcome, Place, Sample};
use tidings_broker::Artemis;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::{super::Java, seconds::Seconds};

/// Seconds until both compilers have done what they do, and seconds that are counted after them.
const WARM_UP: &str = "8";
const DURATION: &str = "6";

/// Every user's view of a process's CPU time is in ticks of 10 ms, whatever the kernel's own are.
const NANOS_A_TICK: u64 = 10_000_000;

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
            last = cpu_ns(&std::fs::read_to_string(format!("/proc/{id}/stat"))?)?;
            first.get_or_insert(last);
        }
    }
    Ok(last - first.unwrap_or(last))
}

/// Of `/proc/<id>/stat`: the name, in brackets, may hold anything.
fn cpu_ns(stat: &str) -> Outcome<u64> {
    let (_, rest) = stat.rsplit_once(") ").ok_or("a process without a name")?;
    // The fields 14 and 15, of which the name is the second: in the program, and in the system.
    let ticks = rest.split(' ').skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(ticks * NANOS_A_TICK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_that_in_the_program_and_in_the_system() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194560 900 0 0 0 120 30 5 5 20 0 9 0 1 2 3";
        assert_eq!(cpu_ns(stat).unwrap(), 1_500_000_000);
        assert!(cpu_ns("7").is_err());
    }
}
