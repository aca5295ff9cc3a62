//! The in-process provider: the sender's task runs the listeners.

mod in_process;

use in_process::InProcess;
use tidings_local::Local;

tidings_conformance::suite!(InProcess(Local::inline()));
