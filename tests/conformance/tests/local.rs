//! The in-process provider: events wait in queues, as on a broker.

mod support;

use support::InProcess;
use tidings_local::Local;

tidings_conformance::suite!(InProcess(Local::new()));
