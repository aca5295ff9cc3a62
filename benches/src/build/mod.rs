//! What it costs to build a program that uses Tidings: time, crates, and the size of what comes out.

mod project;

use serde::{Deserialize, Serialize};
use tidings_bench_measure::{Outcome, nanos};

use crate::statistics::median;
use project::Project;

/// Never built more often: nothing else is so long, and nothing varies so little.
const MOST_BUILDS: usize = 3;

const LOCAL: &[&str] = &["local"];
const NETWORKED: &[&str] = &["local", "amqp", "stomp"];

/// One figure of a build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Built {
    pub(crate) what: String,
    pub(crate) found: f64,
    pub(crate) unit: Unit,
    /// What it should not exceed.
    pub(crate) at_most: Option<f64>,
    /// What it is made of, or each run.
    pub(crate) details: Vec<String>,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Seconds,
    Crates,
    Bytes,
}

/// Builds the program of `examples/hello.rs` in a project of its own, each time into an empty folder.
pub(crate) async fn build(runs: usize) -> Outcome<Vec<Built>> {
    let runs = runs.clamp(1, MOST_BUILDS);
    let mut built = Vec::new();
    for (name, features, seconds, crates) in
        [("local", LOCAL, 12.0, Some(45.0)), ("local, AMQP and STOMP", NETWORKED, 60.0, None)]
    {
        let project = Project::new(features)?;
        project.fetch().await?;
        built.push(clean(&project, name, runs, &[]).await?.at_most(seconds));
        let crates_of = project.crates().await?;
        let others = project.others().await?;
        built.push(clean(&project, &format!("{name}, only what is not ours"), runs, &others).await?);
        built.push(Built {
            what: format!("crates, {name}"),
            found: crates_of.len() as f64,
            unit: Unit::Crates,
            at_most: crates,
            details: crates_of,
        });
    }
    let bytes = Project::new(LOCAL)?.release_bytes().await?;
    built.push(Built {
        what: "release binary of `hello`, stripped".into(),
        found: bytes as f64,
        unit: Unit::Bytes,
        at_most: Some(2e6),
        details: Vec::new(),
    });
    Ok(built)
}

/// Builds a project, or only some of its crates, so often.
async fn clean(project: &Project, name: &str, runs: usize, crates: &[String]) -> Outcome<Built> {
    let mut seconds = Vec::new();
    for _ in 0..runs {
        let began = nanos();
        project.debug(crates).await?;
        seconds.push((nanos() - began) as f64 / 1e9);
    }
    Ok(Built {
        what: format!("clean debug build, {name}"),
        found: median(&seconds),
        unit: Unit::Seconds,
        at_most: None,
        details: seconds.iter().map(|seconds| format!("{seconds:.1} s")).collect(),
    })
}

impl Built {
    fn at_most(self, most: f64) -> Self {
        Self { at_most: Some(most), ..self }
    }

    /// Whether it is as it should be; `None` where nothing is asked of it.
    pub(crate) fn is_met(&self) -> Option<bool> {
        self.at_most.map(|most| self.found <= most)
    }

    /// A value of its kind, with its unit.
    pub(crate) fn text(&self, value: f64) -> String {
        match self.unit {
            Unit::Seconds => format!("{value:.1} s"),
            Unit::Crates => format!("{value:.0}"),
            Unit::Bytes => format!("{:.2} MB", value / 1e6),
        }
    }
}
