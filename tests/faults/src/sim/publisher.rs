use futures_util::future::join_all;
use tidings_core::{
    ErrorKind, SendError,
    manager::EventManager,
    sending::{SendResult, SharedEnvelope},
};
use tokio::time::{Instant, sleep, timeout};

use super::{
    event::{Fact, Fleeting, Kind},
    journal::Journal,
    plan::Plan,
};
use crate::model::{Chance, Time};

/// Sends the events of a process, as a good user does.
pub(super) struct Publishing {
    pub(super) manager: EventManager,
    pub(super) journal: Journal,
    pub(super) plan: std::sync::Arc<Plan>,
    pub(super) process: usize,
    pub(super) chance: Chance,
}

impl Publishing {
    /// Sends all that is left; false if the manager was closed before.
    pub(super) async fn run<K: Kind>(mut self) -> bool {
        let plan = self.plan.clone();
        let process = &plan.processes[self.process];
        loop {
            let batch = self.next(process.batch);
            if batch.is_empty() {
                let me = self.process;
                self.journal.write(|entries| entries.published.insert(me));
                return true;
            }
            if !self.send_all::<K>(batch).await {
                return false;
            }
            if plan.has_fleeting && self.chance.in_of(1, 2) {
                let fleeting = Fact::<Fleeting>::new(0, "");
                // It is promised nothing but an end.
                self.bounded("a fleeting event", self.manager.send_event(fleeting)).await;
            }
            if process.pace_ms > 0 {
                sleep(Time::from_millis(self.chance.below(process.pace_ms + 1))).await;
            }
        }
    }

    /// The next events that nobody has sent.
    fn next(&self, count: usize) -> Vec<u64> {
        let repeats = self.plan.processes[self.process].repeats;
        let all = self.plan.events_of(self.process);
        self.journal.read(|entries| {
            let is_open = |n: &u64| match entries.sends.get(n) {
                None => true,
                // An earlier life began it, and nobody knows how it ended.
                Some(send) => !send.is_over && repeats,
            };
            all.into_iter().filter(is_open).take(count).collect()
        })
    }

    async fn send_all<K: Kind>(&mut self, batch: Vec<u64>) -> bool {
        self.journal.write(|entries| {
            let tick = entries.tick;
            for n in &batch {
                let send = entries.sends.entry(*n).or_default();
                // An earlier life may have begun it.
                send.is_repeated |= send.begun > 0;
                send.begun = if send.begun > 0 { send.begun } else { tick };
            }
        });
        let events: Vec<_> = batch.iter().map(|n| Fact::<K>::new(*n, self.plan.key(*n))).collect();
        let results = if events.len() == 1 {
            let mut results = Vec::new();
            for event in events {
                results.extend(self.bounded("a send", self.manager.send_event(event)).await);
            }
            results
        } else if self.plan.processes[self.process].at_once {
            let sends = events.into_iter().map(|event| self.manager.send_event(event));
            self.bounded("sends at once", join_all(sends)).await.unwrap_or_default()
        } else {
            // With a small window one send of many waits for those before.
            self.bounded_by(events.len() as u32, "sends", self.manager.send_events(events)).await.unwrap_or_default()
        };
        for (n, result) in batch.into_iter().zip(results) {
            if !self.see_through::<K>(n, result).await {
                return false;
            }
        }
        true
    }

    /// Repeats a send until its fate is known; false once the manager is closed.
    async fn see_through<K: Kind>(&mut self, n: u64, mut result: SendResult<Fact<K>>) -> bool {
        let mut tries = 0;
        loop {
            tries += 1;
            let error = match result {
                Ok(()) => {
                    self.over(n, true);
                    return true;
                }
                Err(error) => error,
            };
            if error.error().kind() == ErrorKind::Closed {
                return false;
            }
            self.journal.write(|entries| entries.sends.entry(n).or_default().is_repeated = true);
            self.rest().await;
            result = match error {
                SendError::Undecided(undecided) if self.chance.in_of(1, 8) => {
                    let id = undecided.envelope.envelope().id().to_string();
                    self.journal.write(|entries| entries.given_up.insert(id, Instant::now()));
                    self.over(n, false);
                    return true;
                }
                SendError::Undecided(undecided) => return self.repeat(n, undecided.envelope).await,
                SendError::NotSent(not_sent)
                    if not_sent.error.kind() != ErrorKind::Unroutable && tries > 4 && self.chance.in_of(1, 3) =>
                {
                    self.over(n, false);
                    return true;
                }
                SendError::NotSent(not_sent) => {
                    match self.bounded("a send", self.manager.send_event(not_sent.value)).await {
                        Some(result) => result,
                        None => return true,
                    }
                }
            };
        }
    }

    /// Repeats a send that may have arrived, under its id; false once the manager is closed.
    async fn repeat(&mut self, n: u64, envelope: SharedEnvelope) -> bool {
        loop {
            match self.bounded("a repeated send", self.manager.send(envelope.clone())).await {
                Some(Ok(())) => {
                    self.over(n, true);
                    return true;
                }
                Some(Err(error)) if error.error().kind() == ErrorKind::Closed => return false,
                // It may not have left this time, but perhaps before.
                Some(Err(_)) => self.rest().await,
                None => return true,
            }
        }
    }

    async fn rest(&mut self) {
        sleep(Time::from_millis(self.chance.between(1, 60))).await;
    }

    fn over(&self, n: u64, is_confirmed: bool) {
        self.journal.write(|entries| {
            let tick = entries.tick;
            let send = entries.sends.entry(n).or_default();
            send.is_over = true;
            if is_confirmed {
                send.confirmed.get_or_insert(tick);
            }
        });
    }

    async fn bounded<T>(&self, what: &str, work: impl Future<Output = T>) -> Option<T> {
        self.bounded_by(1, what, work).await
    }

    /// No send takes longer than its timeout, but for a little.
    async fn bounded_by<T>(&self, times: u32, what: &str, work: impl Future<Output = T>) -> Option<T> {
        let limit = self.plan.send_timeout * times + Time::from_secs(1);
        match timeout(limit, work).await {
            Ok(done) => Some(done),
            Err(_) => {
                self.journal.violation(format!("hang: {what} of process {} took longer than {limit:?}", self.process));
                None
            }
        }
    }
}
