use std::fmt;

use tidings_wire::link::Fault;

/// Why a script did not come to its end.
#[derive(Debug)]
pub struct Failed(pub String);

impl Failed {
    /// What was done, and why it failed.
    pub fn new(what: &str, why: impl fmt::Display) -> Self {
        Self(format!("{what}: {why}"))
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self(format!("{:?}: {}", fault.condition, fault.said))
    }
}

impl From<tidings_core::Error> for Failed {
    fn from(error: tidings_core::Error) -> Self {
        Self(error.to_string())
    }
}
