use super::broker::Artemis;
use super::builder::Builder;
use crate::Error;
use crate::shared::Shared;

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
    static SHARED: Shared<Artemis> = Shared::new();
    SHARED.get(|| Builder::new().start_blocking(true)).await
}
