use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, Weak},
    task::{Context, Wake, Waker},
};

use tidings_core::provider::Ticket;
use tokio::sync::{Notify, futures::OwnedNotified};

use super::lock::lock;

/// Lets go of a waiting offer in the very moment in which its sender takes it back.
///
/// A sender that gave up is given its event, which nobody else may hold then. So no task looks for such offers: the
/// notification itself, in the sender's own task, has the holder sweep them out.
#[derive(Default)]
pub(super) struct Withdrawn {
    notify: Arc<Notify>,
    armed: OnceLock<Mutex<Pin<Box<OwnedNotified>>>>,
}

/// Who holds waiting offers.
pub(super) trait Holder: Send + Sync {
    /// By what it learns that some were taken back.
    fn withdrawn(&self) -> &Withdrawn;

    /// Lets go of those that were taken back.
    fn sweep(&self);
}

/// Weak, since the notification that it is registered with belongs to the holder.
struct Sweeper(Weak<dyn Holder>);

impl Withdrawn {
    /// Has `holder` sweep when the sender takes the offer of this ticket back.
    pub(super) fn watch(&self, ticket: &Ticket, holder: Weak<dyn Holder>) {
        ticket.wake_on_cancel(&self.notify);
        if self.armed.get().is_none() {
            self.arm(holder);
        }
    }

    fn arm(&self, holder: Weak<dyn Holder>) {
        let armed = self.armed.get_or_init(|| Mutex::new(Box::pin(self.notify.clone().notified_owned())));
        let waker = Waker::from(Arc::new(Sweeper(holder)));
        let mut armed = lock(armed);
        // One that is ready has done its work; the next takes its place.
        while armed.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            armed.set(self.notify.clone().notified_owned());
        }
    }
}

impl Wake for Sweeper {
    fn wake(self: Arc<Self>) {
        if let Some(holder) = self.0.upgrade() {
            // Armed first: an offer that is taken back meanwhile is either seen below or rings again.
            holder.withdrawn().arm(self.0.clone());
            holder.sweep();
        }
    }
}
