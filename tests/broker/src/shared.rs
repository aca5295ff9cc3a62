use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Artemis, Error};

static SHARED: OnceLock<Result<Artemis, Error>> = OnceLock::new();
static TOLD: AtomicBool = AtomicBool::new(false);

/// The broker that all tests of this process share, started by the first caller.
///
/// It has the default configuration, and ends with the process. Tests beside the caller's use it too: take addresses
/// of your own, and never kill, freeze or stop it ([`Artemis::start`] gives one to hurt).
///
/// # Errors
/// Without a broker the first caller gets the whole story (what was tried, what to install), every later one its first
/// line. Nothing is tried a second time, so a missing broker costs its time limits once.
///
/// # Cancel safety
/// Cancel safe: the start goes on, and the next caller waits for it.
pub async fn shared() -> Result<&'static Artemis, Error> {
    let begun = tokio::task::spawn_blocking(|| SHARED.get_or_init(|| Artemis::builder().start_blocking(true)).as_ref());
    let shared = begun.await.map_err(|cause| Error::new(format!("starting the shared broker ended early: {cause}")))?;
    shared.map_err(|error| {
        if TOLD.swap(true, Ordering::Relaxed) {
            Error::new(format!("{} (the first test that asked says more)", error.headline()))
        } else {
            error.clone()
        }
    })
}
