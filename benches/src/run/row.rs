use serde::{Deserialize, Serialize};
use tidings_bench_measure::{Outcome, Sample};

use super::{
    Counter, Counts, Judged,
    judge::{Runs, judge},
    stage::Stage,
};
use crate::{
    rows::Row,
    statistics::{Interval, interval, median, quantile},
};

/// Enough for a difference between two runs that is exact to the instruction or so.
const COUNTED_EVENTS: u64 = 2_000;

/// A row with what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) name: String,
    /// Events in each run.
    pub(crate) events: u64,
    pub(crate) columns: Vec<Seen>,
    pub(crate) judged: Vec<Judged>,
    /// What a reader must know of these sides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) notes: Vec<String>,
    /// What the names of the columns are numbers of, where the row is a curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) axis: Option<String>,
}

/// What was seen of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) name: String,
    /// Nanoseconds for each event: the median of the runs.
    pub(crate) nanos: Interval,
    /// The same of the client's CPU.
    pub(crate) cpu: Interval,
    /// Nanoseconds for each event of every run, in their order.
    pub(crate) runs: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) counts: Option<Counts>,
    /// Bytes of memory that it occupied.
    #[serde(default)]
    pub(crate) memory: f64,
    /// Nanoseconds of the brokers' CPU for each event.
    #[serde(default)]
    pub(crate) broker_cpu: f64,
    /// Nanoseconds that 50, 90, 99 and 99.9 of 100 events do not exceed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) latency: Option<[f64; 4]>,
}

/// Measures a row, with so many runs of each side.
pub(crate) async fn measure(row: &Row, pairs: usize, counter: Option<&Counter>, brokers: &[u32]) -> Outcome<Measured> {
    let events = row.amount.each(pairs);
    let mut runs = vec![Runs::default(); row.columns.len()];
    if let Some(counter) = counter {
        for (column, runs) in row.columns.iter().zip(&mut runs) {
            if let Some(program) = column.countable() {
                runs.counts = Some(counter.count(program, events.min(COUNTED_EVENTS)).await?);
            }
        }
    }
    let mut stages = Vec::new();
    for column in &row.columns {
        let mut stage = Stage::set_up(column, brokers).await.map_err(|cause| format!("{}: {cause}", column.name))?;
        stage.warm_up(column.events.unwrap_or(events)).await.map_err(|cause| format!("{}: {cause}", column.name))?;
        stages.push(stage);
    }
    for _ in 0..pairs {
        for ((stage, runs), column) in stages.iter_mut().zip(&mut runs).zip(&row.columns) {
            let sample = stage
                .run(column.events.unwrap_or(events))
                .await
                .map_err(|cause| format!("{}: {cause}", column.name))?;
            runs.samples.push(sample);
        }
    }
    Ok(Measured {
        name: row.name.clone(),
        events,
        columns: row.columns.iter().zip(&runs).map(|(column, runs)| see(&column.name, runs)).collect(),
        judged: row.goals.iter().map(|goal| judge(*goal, &runs)).collect(),
        notes: row.notes.iter().map(|note| (*note).to_owned()).collect(),
        axis: row.axis.map(str::to_owned),
    })
}

fn see(name: &str, runs: &Runs) -> Seen {
    let of = |figure: fn(&Sample) -> f64| {
        let figures = runs.samples.iter().map(figure).collect::<Vec<_>>();
        interval(figures.len(), |pairs| median(&pairs.iter().map(|pair| figures[*pair]).collect::<Vec<_>>()))
    };
    let all = runs.samples.iter().flat_map(|run| &run.latencies_ns);
    let mut all = all.map(|nanos| *nanos as f64).collect::<Vec<_>>();
    Seen {
        name: name.to_owned(),
        nanos: of(Sample::nanos_each),
        cpu: of(Sample::cpu_each),
        runs: runs.samples.iter().map(Sample::nanos_each).collect(),
        counts: runs.counts,
        memory: of(|run| run.memory_bytes as f64).estimate,
        broker_cpu: of(Sample::broker_cpu_each).estimate,
        latency: (!all.is_empty()).then(|| [0.5, 0.9, 0.99, 0.999].map(|part| quantile(&mut all, part))),
    }
}
