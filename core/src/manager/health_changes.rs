use std::{
    future::pending,
    pin::Pin,
    sync::Weak,
    task::{Context, Poll},
};

use futures_core::Stream;
use futures_util::{StreamExt, future::select_all, stream::unfold};
use tokio::sync::watch;

use super::{
    health::{Look, ManagerHealth},
    inner::{Inner, Stage},
};

/// The state of a manager whenever it changes, beginning with that of now.
///
/// It holds one state at a time: whoever is slow misses what was in between, never the latest. It ends after the state of
/// a manager that was shut down, or with the manager, which it does not keep alive.
pub struct HealthChanges(Pin<Box<dyn Stream<Item = ManagerHealth> + Send>>);

impl HealthChanges {
    /// Waits until the state is another than the one that was given last; `None` once the manager has ended.
    ///
    /// # Cancel safety
    /// A dropped call misses nothing.
    pub async fn next(&mut self) -> Option<ManagerHealth> {
        self.0.next().await
    }
}

impl Stream for HealthChanges {
    type Item = ManagerHealth;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<ManagerHealth>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl Inner {
    pub(super) fn health_changes(&self) -> HealthChanges {
        let begin = Watching { manager: self.itself(), news: self.news.subscribe(), last: None, is_over: false };
        HealthChanges(Box::pin(unfold(begin, next).fuse()))
    }
}

struct Watching {
    manager: Weak<Inner>,
    /// Tells that the manager entered another stage, or has other listeners.
    news: watch::Receiver<()>,
    last: Option<ManagerHealth>,
    is_over: bool,
}

async fn next(mut it: Watching) -> Option<(ManagerHealth, Watching)> {
    while !it.is_over {
        it.news.mark_unchanged();
        let Look { health, mut parts } = {
            // For the look only: a state that nobody waits for keeps no manager.
            let manager = it.manager.upgrade()?;
            it.is_over = manager.stage() == Stage::Closed;
            manager.look()
        };
        if it.last.as_ref() != Some(&health) {
            it.last = Some(health.clone());
            return Some((health, it));
        }
        let changed = async {
            if parts.is_empty() {
                return pending().await;
            }
            select_all(parts.iter_mut().map(|part| Box::pin(part.changed()))).await;
        };
        tokio::select! {
            biased;
            news = it.news.changed() => news.ok()?,
            () = changed => {}
        }
    }
    None
}
