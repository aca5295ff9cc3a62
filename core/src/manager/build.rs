use super::{builder::Builder, check, handle::EventManager};
use crate::{error::BuildError, sending::Publisher};

impl Builder {
    /// Checks everything; constructs and connects nothing.
    ///
    /// # Errors
    /// All problems together, each with its remedy.
    pub fn build(mut self) -> Result<EventManager, BuildError> {
        self.container.promise::<Publisher>();
        check::plan(self).map(EventManager::new)
    }
}
