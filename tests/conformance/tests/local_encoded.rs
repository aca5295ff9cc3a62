//! The in-process provider: every event becomes bytes.

#[path = "support/in_process.rs"]
mod in_process;

use in_process::InProcess;
use tidings_local::Local;

tidings_conformance::suite!(InProcess(Local::encoded()));
