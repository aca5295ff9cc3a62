use std::{
    ops::Deref,
    sync::{Arc, Weak},
};

use super::Outbound;
use crate::error::{Error, ErrorKind};

/// How a publisher holds its manager.
#[derive(Clone)]
pub(super) enum Hold {
    Weak(Weak<dyn Outbound>),
    Strong(Arc<dyn Outbound>),
}

/// A manager that is alive; borrowed where the holder keeps it so, which saves the reference count.
pub(super) enum Alive<'a> {
    Borrowed(&'a Arc<dyn Outbound>),
    Owned(Arc<dyn Outbound>),
}

impl Hold {
    #[inline]
    pub(super) fn outbound(&self) -> Result<Alive<'_>, Error> {
        match self {
            Self::Strong(outbound) => Ok(Alive::Borrowed(outbound)),
            Self::Weak(outbound) => outbound.upgrade().map(Alive::Owned).ok_or_else(closed),
        }
    }

    pub(super) fn downgrade(&self) -> Self {
        match self {
            Self::Strong(outbound) => Self::Weak(Arc::downgrade(outbound)),
            Self::Weak(outbound) => Self::Weak(outbound.clone()),
        }
    }
}

impl Deref for Alive<'_> {
    type Target = Arc<dyn Outbound>;

    #[inline]
    fn deref(&self) -> &Arc<dyn Outbound> {
        match self {
            Self::Borrowed(outbound) => outbound,
            Self::Owned(outbound) => outbound,
        }
    }
}

#[cold]
pub(super) fn closed() -> Error {
    Error::new(ErrorKind::Closed, "send an event").with_remedy("keep the manager until everything is sent")
}
