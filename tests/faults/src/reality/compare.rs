use std::sync::Arc;

use futures_util::{StreamExt, stream};
use tidings_broker::Artemis;

use super::{
    artemis::{over_amqp, over_stomp},
    case::Case,
    failed::Failed,
    model::on_model,
    run::{Seen, run},
    scripts,
    world::World,
};
use crate::Protocol;

/// How many scenarios run beside each other on a real broker.
const AT_ONCE: usize = 4;

/// What a scenario saw on both brokers.
#[derive(Debug)]
pub struct Compared {
    /// The scenario.
    pub name: &'static str,
    /// In which protocol.
    pub protocol: Protocol,
    /// On the real Artemis.
    pub real: Seen,
    /// On the model.
    pub model: Seen,
}

impl Compared {
    /// Whether both saw the same, and came to the end.
    pub fn is_equal(&self) -> bool {
        self.real == self.model && !self.real.has_failed()
    }

    /// Both, where they differ.
    pub fn difference(&self) -> String {
        let lines = self.real.lines.len().max(self.model.lines.len());
        let line = |seen: &Seen, at: usize| seen.lines.get(at).cloned().unwrap_or_default();
        let rows = (0..lines).map(|at| {
            let (real, model) = (line(&self.real, at), line(&self.model, at));
            let mark = if real == model { " " } else { "!" };
            format!("  {mark} real {real:?}, model {model:?}\n")
        });
        format!("{} over {}:\n{}", self.name, self.protocol.name(), rows.collect::<String>())
    }
}

/// Runs every scenario of a protocol whose name has `part` in it on the broker, and on models; what ends the broker
/// runs alone.
///
/// # Errors
/// A model could not be started.
pub async fn real(broker: &Arc<Artemis>, protocol: Protocol, part: &str) -> Vec<(&'static str, Seen)> {
    match protocol {
        Protocol::Amqp => on_real(&over_amqp(broker), part).await,
        Protocol::Stomp => on_real(&over_stomp(broker), part).await,
    }
}

/// Compares what was seen on the real broker with models. To be called outside of any runtime: time is virtual here.
///
/// # Errors
/// A model could not be started.
pub fn compare(protocol: Protocol, real: Vec<(&'static str, Seen)>) -> Result<Vec<Compared>, Failed> {
    real.into_iter()
        .map(|(name, real)| Ok(Compared { name, protocol, real, model: on_model(protocol, name)? }))
        .collect()
}

async fn on_real<W: World>(world: &W, part: &str) -> Vec<(&'static str, Seen)> {
    let cases = scripts::all::<W>().into_iter();
    let cases = cases.filter(|case| case.over.allows(world.protocol()) && case.name.contains(part));
    let (alone, together): (Vec<Case<W>>, Vec<_>) = cases.partition(|case| case.restarts);
    let runs = stream::iter(&together).map(|case| async move { (case.name, run(case, world).await) });
    let mut all: Vec<_> = runs.buffered(AT_ONCE).collect().await;
    for case in &alone {
        all.push((case.name, run(case, world).await));
    }
    all
}

/// All of them as a table of Markdown.
pub fn table(compared: &[Compared]) -> String {
    let mut rows = vec!["| scenario | protocol | model | seen |".to_owned(), "|---|---|---|---|".to_owned()];
    for one in compared {
        let word = if one.is_equal() { "as real" } else { "DIFFERS" };
        let seen = one.real.lines.join("; ").replace('|', "\\|");
        rows.push(format!("| {} | {} | {word} | {seen} |", one.name.replace('_', " "), one.protocol.name()));
    }
    rows.join("\n")
}
