//! Within one process.

mod channels;
mod direct;
mod encoded;
mod inline;
mod queued;
mod start;
mod tick;

use tidings::manager::{Builder, EventManager};
use tidings_bench_measure::{Outcome, Work};

use super::InProcess;

pub(super) async fn set_up(work: InProcess) -> Outcome<Box<dyn Work>> {
    Ok(match work {
        InProcess::DirectCalls(calls) => direct::calls(calls),
        InProcess::Inline => inline::one().await?,
        InProcess::InlineFour => inline::four().await?,
        InProcess::InlineHandedOver => inline::handed_over().await?,
        InProcess::InlineHeaders => inline::headers().await?,
        InProcess::InlineWraps => inline::wraps().await?,
        InProcess::InlineReads => inline::reads().await?,
        InProcess::Channel { .. } => channels::channel(),
        InProcess::Broadcast { receivers } => channels::broadcast(receivers),
        InProcess::Queued { .. } => queued::one().await?,
        InProcess::QueuedFour => queued::four().await?,
        InProcess::QueuedMany { .. } => queued::many().await?,
        InProcess::JsonAlone => encoded::json_alone(),
        InProcess::Encoded => encoded::encoded().await?,
        InProcess::Start(listeners) => start::first_event(listeners),
    })
}

/// A manager that runs.
async fn started(builder: Builder) -> Outcome<EventManager> {
    let manager = builder.build()?;
    manager.start().await?;
    Ok(manager)
}
