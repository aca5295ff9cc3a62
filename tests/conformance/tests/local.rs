//! The in-process provider: events wait in queues, as on a broker.

mod in_process;

use in_process::InProcess;
use tidings_local::Local;

tidings_conformance::suite!(InProcess(Local::new()));
