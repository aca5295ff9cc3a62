use std::{
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tempfile::TempDir;
use tidings_broker::Artemis;
use tidings_process_tests::{Deed, History, Journal, Listen, Place, Publish, Role, Verdict};
use tidings_provider_tests::operator;
use tokio::time::{Instant, sleep};

use super::{Member, Over};

/// The stem of every listener's name.
const LISTENER: &str = "invoice";

/// Longer than anything that is right may take.
const BOUND: Duration = Duration::from_secs(60);

/// How often the journal is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// A broker, an event of one test alone, and the journal of its processes.
pub(crate) struct Stage<'a> {
    pub(crate) broker: &'a Artemis,
    folder: TempDir,
    pub(crate) event: String,
    keyed: bool,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(broker: &'a Artemis, keyed: bool) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let event = format!("processes.{}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Self { broker, folder: TempDir::new().unwrap(), event, keyed }
    }

    /// On the broker that all tests share.
    pub(crate) async fn shared(keyed: bool) -> Stage<'static> {
        Stage::new(tidings_broker::shared().await.unwrap_or_else(|missing| panic!("{missing}")), keyed)
    }

    /// The name of the listener, and of its queue.
    pub(crate) fn listener(&self) -> String {
        format!("{LISTENER}.{}", self.event)
    }

    fn place(&self, who: &str, over: Over) -> Place {
        let journal = self.folder.path().join("journal");
        let url = over.url(self.broker);
        Place { who: who.to_owned(), url, event: self.event.clone(), keyed: self.keyed, journal }
    }

    /// A listener, to be changed.
    pub(crate) fn listens(&self, who: &str, over: Over) -> Listen {
        Listen {
            place: self.place(who, over),
            listener: self.listener(),
            concurrency: 4,
            work_ms: 2,
            held: None,
            fails: 0,
            poison: None,
            rebalances: false,
        }
    }

    /// Starts a listener, and waits until it listens.
    pub(crate) async fn listen(&self, listen: Listen) -> Member {
        let who = listen.place.who.clone();
        let before = self.history().count(&who, Deed::Ready);
        let member = Member::start(&Role::Listen(listen));
        self.until(&format!("{who} listens"), |history| history.count(&who, Deed::Ready) > before).await;
        member
    }

    /// Starts a publisher, and waits until it is ready.
    pub(crate) async fn publisher(&self, who: &str, over: Over, keys: u64, from: u64, pause_ms: u64) -> Member {
        let before = self.history().count(who, Deed::Ready);
        let member = Member::start(&Role::Publish(Publish { place: self.place(who, over), keys, from, pause_ms }));
        self.until(&format!("{who} sends"), |history| history.count(who, Deed::Ready) > before).await;
        member
    }

    /// Has a publisher send so many, and waits until they are confirmed.
    pub(crate) async fn send(&self, publisher: &mut Member, count: u64) {
        let before = self.history().count(&publisher.who, Deed::Done);
        publisher.tell(&format!("send {count}")).await;
        let who = publisher.who.clone();
        self.until("the confirmations", |history| history.count(&who, Deed::Done) > before).await;
    }

    /// How many events are in the queue, those under way included.
    pub(crate) async fn depth(&self) -> u64 {
        operator::count(self.broker, &self.listener()).await
    }

    pub(crate) fn history(&self) -> History {
        History(Journal::read(&self.folder.path().join("journal")).unwrap())
    }

    /// Waits until the history is so; gives it, and how long that took.
    pub(crate) async fn until(&self, what: &str, so: impl Fn(&History) -> bool) -> (History, Duration) {
        let began = Instant::now();
        loop {
            let history = self.history();
            if so(&history) {
                return (history, began.elapsed());
            }
            assert!(began.elapsed() < BOUND, "not after {BOUND:?}: {what}\n{}", self.told());
            sleep(LOOK).await;
        }
    }

    /// Waits until so many different events were handled.
    pub(crate) async fn handled(&self, count: usize) -> Duration {
        let all = |history: &History| history.numbers(Deed::Handled).len() >= count;
        self.until(&format!("{count} events are handled"), all).await.1
    }

    /// What happened, for whoever reads a failed test.
    pub(crate) fn told(&self) -> String {
        let history = self.history();
        let mut text = format!("{:?}\n", history.judge());
        for line in history.0.iter().rev().take(60).rev() {
            let _ = writeln!(text, "{line:?}");
        }
        text
    }

    /// Order held, and nothing overlapped.
    pub(crate) fn in_order(&self) -> Verdict {
        let verdict = self.history().judge();
        assert!(verdict.overlaps.is_empty(), "overlaps: {:#?}\n{}", verdict.overlaps, self.told());
        assert!(verdict.behind.is_empty(), "behind: {:#?}\n{}", verdict.behind, self.told());
        verdict
    }
}
