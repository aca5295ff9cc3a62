//! The in-process provider: the sender's task runs the listeners.

mod support;

use support::InProcess;
use tidings_local::Local;

tidings_conformance::suite!(InProcess(Local::inline()));
