use super::inner::Inner;
use crate::error::{Error, ErrorKind};

/// What can be done to the queues of a manager's providers.
pub struct Topology<'a> {
    pub(super) inner: &'a Inner,
}

impl Topology<'_> {
    /// Deletes a queue with what is in it, such as that of a server which never returns.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] if no provider has it; another kind if it is in use or the right is missing.
    ///
    /// # Cancel safety
    /// After a dropped call the queue is still there, or gone; the call may be repeated.
    pub async fn remove(&self, queue: &str) -> Result<(), Error> {
        const REMOVE: &str = "remove a queue";
        let mut last = Error::new(ErrorKind::NotFound, REMOVE).with("queue", queue.escape_debug());
        for connected in &self.inner.running(REMOVE)?.connections {
            match connected.connection.remove_queue(queue).await {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::NotFound => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }
}
