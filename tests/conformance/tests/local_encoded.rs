//! The in-process provider: every event becomes bytes.

mod in_process;

use in_process::InProcess;
use tidings_local::Local;

tidings_conformance::suite!(InProcess(Local::encoded()));
