use std::path::Path;

use crate::Error;

/// A broker that was started here: a process of this machine, or a container.
///
/// Its methods block, each for a bounded time; those that give an error do so if it does not run.
pub(crate) trait Power: Send {
    /// The folder with its configuration, removed at its end.
    fn directory(&self) -> &Path;

    /// The process id while it runs.
    fn pid(&mut self) -> Option<u32>;

    /// Returns when it has written all that it has confirmed. Most write first, and confirm then.
    fn flush(&mut self) -> Result<(), Error> {
        self.pid().map(drop).ok_or_else(not_running)
    }

    /// Ends it as a crash does; returns when it is gone.
    fn kill(&mut self) -> Result<(), Error>;

    /// Shuts it down in order; returns when it is gone.
    fn stop(&mut self) -> Result<(), Error>;

    /// Returns when it stands still.
    fn freeze(&mut self) -> Result<(), Error>;

    /// Lets it go on, if it was frozen.
    fn thaw(&mut self) -> Result<(), Error>;

    /// Starts it, after having stopped it if it runs; returns when it is ready.
    fn restart(&mut self) -> Result<(), Error>;

    /// The end of the log, of all starts.
    fn log(&mut self) -> String;
}

/// Of one that was ended, also by itself.
pub(crate) fn not_running() -> Error {
    Error::new("the broker does not run")
}
