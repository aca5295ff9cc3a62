use serde::Deserialize;
use tidings_bench_measure::{Outcome, Sample};

use super::super::Java;

/// What the tool counted, second by second.
pub(super) struct Seconds(Vec<Second>);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Second {
    /// Milliseconds since 1970, at its end.
    time: u64,
    /// Not said in the last line, which sums up.
    warmup: Option<bool>,
    #[serde(default)]
    completed: u64,
    #[serde(default)]
    received: u64,
    #[serde(default)]
    total_sent: u64,
}

impl Seconds {
    pub(super) fn read(report: &str) -> Outcome<Self> {
        Ok(Self(serde_json::from_str(report)?))
    }

    /// From the end of the first second after the warm-up to the end of the last; its CPU time is another's to say.
    pub(super) fn sample(&self, work: Java) -> Outcome<Sample> {
        let mut measured = self.0.iter().filter(|second| second.warmup == Some(false));
        let first = measured.next().ok_or("`artemis perf` counted nothing")?;
        let (mut events, mut end) = (0, first.time);
        for second in measured {
            events += if work == Java::Send { second.completed } else { second.received };
            end = second.time;
        }
        if events == 0 {
            return Err("`artemis perf` passed no events after its warm-up".into());
        }
        Ok(Sample { events, wall_ns: (end - first.time) * 1_000_000, ..Sample::default() })
    }

    /// How many were sent in all, the warm-up included.
    pub(super) fn sent(&self) -> u64 {
        self.0.iter().map(|second| second.total_sent).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"[{"sampleType":"interval","warmup":true,"time":1000,"sent":9,"completed":9},
        {"sampleType":"interval","warmup":false,"time":2000,"sent":90,"completed":80,"received":70},
        {"sampleType":"interval","warmup":false,"time":3000,"sent":100,"completed":100,"received":90},
        {"sampleType":"interval","warmup":false,"time":4010,"sent":100,"completed":110,"received":95},
        {"sampleType":"summary","time":4500,"totalSent":299,"totalCompleted":299}]"#;

    #[test]
    fn neither_the_warm_up_counts_nor_the_second_at_its_end() {
        let seconds = Seconds::read(REPORT).unwrap();
        let sample = seconds.sample(Java::Send).unwrap();
        assert_eq!((sample.events, sample.wall_ns, seconds.sent()), (210, 2_010_000_000, 299));
        assert_eq!(seconds.sample(Java::EndToEnd).unwrap().events, 185);
    }

    #[test]
    fn a_run_that_counted_nothing_is_refused() {
        assert!(Seconds::read("[]").unwrap().sample(Java::Send).is_err());
    }
}
