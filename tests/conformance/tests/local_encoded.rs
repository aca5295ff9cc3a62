//! The in-process provider: every event becomes bytes.

mod support;

use support::InProcess;
use tidings_local::Local;

tidings_conformance::suite!(InProcess(Local::encoded()));
