use std::time::Duration;

use tokio::time::timeout;

use super::{case::Case, script::Script, world::World};

/// No scenario takes longer, restarts of a real broker included.
const LIMIT: Duration = Duration::from_secs(180);

/// What a scenario saw on one broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Line by line.
    pub lines: Vec<String>,
}

impl Seen {
    /// Whether the scenario did not come to its end.
    pub fn has_failed(&self) -> bool {
        self.lines.iter().any(|line| line.starts_with(FAILED))
    }
}

/// What begins the line of a scenario that did not come to its end.
const FAILED: &str = "FAILED";

/// Runs one scenario on one broker. That it could not go on is the last of what it saw.
pub async fn run<W: World>(case: &Case<W>, world: &W) -> Seen {
    let script = Script::new(world);
    let ended = timeout(LIMIT, (case.script)(&script)).await;
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(failed)) => script.note(format!("{FAILED} {failed}")),
        Err(_) => script.note(format!("{FAILED} no end in sight")),
    }
    Seen { lines: script.into_seen() }
}
