use std::{future::Future, pin::Pin};

use tidings::{EventManager, manager::Builder};

use crate::Outcome;

/// Makes so many rounds.
pub(super) type Work = Box<dyn FnMut(u64) -> Coming<()>>;

/// What a part is waited for with.
pub(super) type Coming<T> = Pin<Box<dyn Future<Output = Outcome<T>>>>;

/// A manager that runs.
pub(super) async fn started(builder: Builder) -> Outcome<EventManager> {
    let manager = builder.build()?;
    manager.start().await?;
    Ok(manager)
}

/// A part that waits for nothing.
pub(super) fn synchronous(mut round: impl FnMut() -> Outcome + 'static) -> Coming<Work> {
    let mut run = move |rounds: u64| (0..rounds).try_for_each(|_| round());
    Box::pin(async move {
        Ok(Box::new(move |rounds: u64| -> Coming<()> { Box::pin(std::future::ready(run(rounds))) }) as Work)
    })
}
