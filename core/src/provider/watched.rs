use std::future::pending;

use futures_util::future::select_all;
use tokio::sync::watch;

use super::Health;

/// The state of something that consists of parts, each of which tells its own: the worst of them.
#[derive(Clone, Debug)]
pub struct WatchedHealth(Vec<Part>);

#[derive(Clone, Debug)]
struct Part {
    said: watch::Receiver<Health>,
    /// What it means if whoever tells is gone without a word, which a panic brings about.
    gone: &'static str,
    is_over: bool,
}

impl WatchedHealth {
    /// The state of one part; `gone` is why it is down if nobody tells it any more.
    pub fn new(said: watch::Receiver<Health>, gone: &'static str) -> Self {
        Self(vec![Part { said, gone, is_over: false }])
    }

    /// With a further part.
    #[must_use]
    pub fn and(mut self, said: watch::Receiver<Health>, gone: &'static str) -> Self {
        self.0.push(Part { said, gone, is_over: false });
        self
    }

    /// The worst that is said now.
    pub fn now(&self) -> Health {
        self.0.iter().map(Part::now).fold(Health::Up, Health::worse)
    }

    /// The same; [`changed`](Self::changed) then waits for what comes later.
    pub fn seen(&mut self) -> Health {
        for part in &mut self.0 {
            // First, so that an end in between is not missed.
            part.is_over = part.said.has_changed().is_err();
            part.said.mark_unchanged();
        }
        self.now()
    }

    /// Waits until a part says something else or is gone; for ever if all are.
    ///
    /// # Cancel safety
    /// A dropped call misses nothing.
    pub async fn changed(&mut self) {
        if self.0.is_empty() {
            return pending().await;
        }
        select_all(self.0.iter_mut().map(|part| Box::pin(part.changed()))).await;
    }
}

impl Part {
    fn now(&self) -> Health {
        let said = self.said.borrow().clone();
        let is_gone = self.said.has_changed().is_err() && said.reason().is_none();
        if is_gone { Health::Down(self.gone.to_owned()) } else { said }
    }

    async fn changed(&mut self) {
        if self.is_over || self.said.changed().await.is_err() && std::mem::replace(&mut self.is_over, true) {
            pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn whoever_is_gone_without_a_word_is_down_and_says_so_once() {
        let (tell, said) = watch::channel(Health::Up);
        let mut health = WatchedHealth::new(said, "its task has ended");
        assert!(health.seen().is_up() && health.changed().now_or_never().is_none());
        drop(tell);
        assert!(health.changed().now_or_never().is_some());
        assert_eq!(health.seen(), Health::Down("its task has ended".into()));
        assert!(health.changed().now_or_never().is_none());
    }

    #[test]
    fn what_was_said_last_stands_when_its_teller_is_gone() {
        let (tell, said) = watch::channel(Health::Up);
        let health = WatchedHealth::new(said, "its task has ended");
        tell.send_replace(Health::Down("no right".into()));
        drop(tell);
        assert_eq!(health.now(), Health::Down("no right".into()));
    }

    #[test]
    fn the_worst_part_is_the_whole() {
        let (one, other) = (watch::Sender::new(Health::Up), watch::Sender::new(Health::Degraded("slow".into())));
        let mut health = WatchedHealth::new(one.subscribe(), "one").and(other.subscribe(), "other");
        assert_eq!(health.seen(), Health::Degraded("slow".into()));
        one.send_replace(Health::Down("gone".into()));
        assert!(health.changed().now_or_never().is_some());
        assert_eq!(health.seen(), Health::Down("gone".into()));
    }
}
