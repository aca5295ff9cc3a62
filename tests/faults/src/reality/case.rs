use std::{future::Future, pin::Pin};

use super::{failed::Failed, script::Script};
use crate::Protocol;

/// What a scenario does; nothing outside of it waits for it.
pub(super) type Doing<'s> = Pin<Box<dyn Future<Output = Result<(), Failed>> + 's>>;

/// A scenario, as it runs on one sort of broker.
pub struct Case<W: 'static> {
    /// What it is about.
    pub name: &'static str,
    /// Where it can be said.
    pub over: Over,
    /// Whether it ends the broker, so that nothing else may run beside it.
    pub restarts: bool,
    /// What it does.
    pub(super) script: for<'s> fn(&'s Script<'s, W>) -> Doing<'s>,
}

/// Where a scenario can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// In both protocols.
    Both,
    /// In one of them.
    Only(Protocol),
}

impl Over {
    /// Whether it can be said in this one.
    pub fn allows(self, protocol: Protocol) -> bool {
        self == Self::Both || self == Self::Only(protocol)
    }
}
