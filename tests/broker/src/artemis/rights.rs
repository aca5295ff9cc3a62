/// What a user may do, as Artemis calls it in its security settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Right {
    /// Send to an address.
    Send,
    /// Receive from a queue.
    Consume,
    /// Look at a queue without taking from it.
    Browse,
    /// Create an address, by attaching to it or by management.
    CreateAddress,
    /// Delete an address.
    DeleteAddress,
    /// Create a durable queue.
    CreateDurableQueue,
    /// Delete a durable queue.
    DeleteDurableQueue,
    /// Create a queue that is not durable, such as the one that takes the answers of management.
    CreateNonDurableQueue,
    /// Delete a queue that is not durable.
    DeleteNonDurableQueue,
    /// Call management operations by messages.
    Manage,
}

impl Right {
    pub(crate) const ALL: [Self; 10] = [
        Self::Send,
        Self::Consume,
        Self::Browse,
        Self::CreateAddress,
        Self::DeleteAddress,
        Self::CreateDurableQueue,
        Self::DeleteDurableQueue,
        Self::CreateNonDurableQueue,
        Self::DeleteNonDurableQueue,
        Self::Manage,
    ];

    /// The name of the permission in `broker.xml`.
    pub(crate) fn permission(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Consume => "consume",
            Self::Browse => "browse",
            Self::CreateAddress => "createAddress",
            Self::DeleteAddress => "deleteAddress",
            Self::CreateDurableQueue => "createDurableQueue",
            Self::DeleteDurableQueue => "deleteDurableQueue",
            Self::CreateNonDurableQueue => "createNonDurableQueue",
            Self::DeleteNonDurableQueue => "deleteNonDurableQueue",
            Self::Manage => "manage",
        }
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of [`Right`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights(u16);

impl Rights {
    /// Every right.
    pub fn all() -> Self {
        Right::ALL.into_iter().fold(Self::none(), Self::with)
    }

    /// No right at all: the user may log in, and that is it.
    pub const fn none() -> Self {
        Self(0)
    }

    /// These and one more.
    #[must_use]
    pub fn with(self, right: Right) -> Self {
        Self(self.0 | right.bit())
    }

    /// These but for one.
    #[must_use]
    pub fn without(self, right: Right) -> Self {
        Self(self.0 & !right.bit())
    }

    /// Whether the right is among these.
    pub fn contains(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_that_was_taken_away_is_the_only_one_missing() {
        let rights = Rights::all().without(Right::Manage);
        for right in Right::ALL {
            assert_eq!(rights.contains(right), right != Right::Manage, "{right:?}");
        }
        assert_eq!(rights.with(Right::Manage), Rights::all());
    }
}
