use std::time::Duration;

use tokio::time::Instant;

const THIRTY_YEARS: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The moment so long after `from`. `Duration::MAX` is how one says "no limit", and the sum of that would panic.
pub fn later(from: Instant, by: Duration) -> Instant {
    from + by.min(THIRTY_YEARS)
}
