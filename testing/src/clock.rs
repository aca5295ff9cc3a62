use std::time::Duration;

use tidings_core::{Error, ErrorKind};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    time::{Instant, pause},
};

/// Has tokio's clock stand still but for what is waited for, whether the test began it so or not.
///
/// # Errors
/// Outside of a runtime, or in one with several threads, where the clock cannot be paused.
pub(crate) fn stand_still() -> Result<(), Error> {
    let wrong = || {
        Error::new(ErrorKind::Configuration, "start a test harness")
            .with_remedy("use `#[tokio::test]` as it is: with several threads the clock cannot be paused")
    };
    let handle = Handle::try_current().map_err(|error| wrong().with_source(error))?;
    if handle.runtime_flavor() != RuntimeFlavor::CurrentThread {
        return Err(wrong());
    }
    if !stands_still() {
        pause();
    }
    Ok(())
}

/// Tokio does not tell, and pausing twice panics; but a clock that goes has gone on after a while.
#[expect(clippy::disallowed_methods, reason = "it is the other clock that is asked, once")]
fn stands_still() -> bool {
    let before = Instant::now();
    std::thread::sleep(Duration::from_millis(1));
    Instant::now() == before
}
