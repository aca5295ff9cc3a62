use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle, Thread},
    time::Duration,
};

use crate::dispatch::Pulses;

/// How often the watchdog looks.
const TURN: Duration = Duration::from_secs(1);
/// After how many looks a listener is named.
const LOOKS: u32 = 3;

/// A thread that names listeners which block the thread that polls them. It needs no runtime, which may be what is
/// blocked.
pub(super) struct Watchdog {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    /// Watches until it is dropped, and calls `turn` at each look. Without a thread to be had, nothing is watched, and
    /// the log says so.
    pub(super) fn start(pulses: Arc<Pulses>, turn: impl Fn() + Send + 'static) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let ended = over.clone();
        let watch = move || {
            while !ended.load(Ordering::Acquire) {
                thread::park_timeout(TURN);
                turn();
                for listener in pulses.look(LOOKS) {
                    tracing::warn!(
                        listener,
                        "a listener blocks its thread, which stops everything else on it; make it `blocking`"
                    );
                }
            }
        };
        let thread = thread::Builder::new().name("tidings-watchdog".to_owned()).spawn(watch);
        if let Err(error) = &thread {
            tracing::warn!(%error, "no thread for the watchdog: listeners that block are not named");
        }
        Self { over, thread: thread.ok() }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        if let Some(thread) = self.thread.as_ref().map(JoinHandle::thread) {
            Thread::unpark(thread);
        }
    }
}
