use std::time::{Duration, Instant};

/// Asks again and again until there is an answer; `None` after the limit.
///
/// Real processes do not tell when they are ready, and know nothing of a test's paused clock.
#[expect(clippy::disallowed_methods, reason = "waits for real processes, outside any runtime")]
pub(crate) fn wait_for<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if begin.elapsed() >= limit {
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
