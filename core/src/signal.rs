//! What asks a process to end: SIGTERM and SIGINT on Unix, Ctrl-C and the end of the console on Windows.

use std::fmt;

use crate::{
    error::{Error, ErrorKind},
    panic,
};

/// A request to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Signal {
    /// SIGTERM, or what Windows has for it: how a service manager ends a process.
    Terminate,
    /// SIGINT: Ctrl-C.
    Interrupt,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terminate => "SIGTERM",
            Self::Interrupt => "SIGINT",
        })
    }
}

/// The requests to end that this process gets.
///
/// From [`listen`](Self::listen) on they no longer end the process by themselves, also after this value is dropped: so
/// whoever listens must end it.
///
/// ```no_run
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tidings_core::Error> {
/// use tidings_core::signal::Signals;
///
/// let mut signals = Signals::listen()?;
/// println!("asked to end by {}", signals.next().await);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Signals(system::Signals);

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if the system refuses, or outside a tokio runtime with I/O enabled.
    pub fn listen() -> Result<Self, Error> {
        // Tokio panics where its runtime has no I/O.
        panic::call(|| Ok(system::Signals::listen()?)).map(Self).map_err(|failure| {
            Error::new(ErrorKind::Configuration, "listen to signals")
                .with_remedy("do it within a tokio runtime with `enable_all`, as under `#[tokio::main]`")
                .with_source(failure.into_error())
        })
    }

    /// Waits for the next request. Several that come while nobody waits may count as one.
    ///
    /// # Cancel safety
    /// A dropped call misses nothing.
    pub async fn next(&mut self) -> Signal {
        self.0.next().await
    }
}

#[cfg(unix)]
mod system {
    use std::io;

    use tokio::signal::unix::{Signal as Of, SignalKind, signal};

    use super::Signal;

    #[derive(Debug)]
    pub(super) struct Signals {
        terminate: Of,
        interrupt: Of,
    }

    impl Signals {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
        }

        pub(super) async fn next(&mut self) -> Signal {
            tokio::select! {
                biased;
                Some(()) = self.terminate.recv() => Signal::Terminate,
                Some(()) = self.interrupt.recv() => Signal::Interrupt,
                else => std::future::pending().await,
            }
        }
    }
}

#[cfg(windows)]
mod system {
    use std::io;

    use tokio::signal::windows::{CtrlC, CtrlClose, CtrlShutdown, ctrl_c, ctrl_close, ctrl_shutdown};

    use super::Signal;

    #[derive(Debug)]
    pub(super) struct Signals {
        interrupt: CtrlC,
        close: CtrlClose,
        shutdown: CtrlShutdown,
    }

    impl Signals {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Self { interrupt: ctrl_c()?, close: ctrl_close()?, shutdown: ctrl_shutdown()? })
        }

        pub(super) async fn next(&mut self) -> Signal {
            tokio::select! {
                biased;
                Some(()) = self.shutdown.recv() => Signal::Terminate,
                Some(()) = self.close.recv() => Signal::Terminate,
                Some(()) = self.interrupt.recv() => Signal::Interrupt,
                else => std::future::pending().await,
            }
        }
    }
}
