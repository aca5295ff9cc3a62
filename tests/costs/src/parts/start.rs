//! A start with many listeners, and the shutdown after it: whoever looks through all of them for each of them shows here.

use tidings::{event::EventInfo, prelude::*};

use super::work::{Coming, Work, started};

const LISTENERS: usize = 1_000;

struct Ignores;

impl EventListener<ExternalEvent> for Ignores {
    async fn on(&self, _: &ExternalEvent, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

/// Each has an event and a queue of its own.
pub(super) fn thousand() -> Coming<Work> {
    let names = (0..LISTENERS).map(|n| format!("costs.event_{n}")).collect::<Vec<_>>();
    Box::pin(async move {
        Ok(Box::new(move |rounds: u64| -> Coming<()> {
            let names = names.clone();
            Box::pin(async move {
                for _ in 0..rounds {
                    let mut builder = EventManager::builder().provider(Local::new()).listeners::<()>();
                    for name in &names {
                        let subscription =
                            Subscription::to(format!("{name}.ignore"), EventInfo::external(name.clone()));
                        builder = builder.listen::<ExternalEvent, _>(subscription, Ignores);
                    }
                    started(builder).await?.shutdown().await?;
                }
                Ok(())
            })
        }) as Work)
    })
}
