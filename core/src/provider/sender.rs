use std::sync::Arc;

use super::Receipt;
use crate::envelope::Parcel;

/// What an offer does when there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Admission {
    /// Waits its turn; offers are served in the order in which they were made.
    Wait,
    /// Fails at once with [`ErrorKind::Full`](crate::ErrorKind::Full).
    Now,
    /// Passes the window: retries and dead letters never wait for users' sends. Their number is bounded by what is
    /// unsettled.
    Beside,
}

/// Takes envelopes for one target.
pub trait Sender: Send + Sync + 'static {
    /// Hands an envelope over. The receipt tells its fate; dropping the receipt before the envelope left takes it back.
    ///
    /// Whoever gets [`Outcome::NotSent`](super::Outcome::NotSent) may rely on the sender no longer holding the parcel.
    fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt;

    /// Whether this very manager's listeners are the only ones behind the target, and the caller's task may run them.
    fn is_inline(&self) -> bool;
}
