use std::fmt;

/// The state of a connection or a listener.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Health {
    /// Not yet up for the first time.
    #[default]
    Starting,
    /// All is well.
    Up,
    /// It works, or is about to again, with a restriction.
    Degraded(String),
    /// It does not work and will not without somebody's action.
    Down(String),
}

impl Health {
    /// Whether all is well.
    pub fn is_up(&self) -> bool {
        matches!(self, Self::Up)
    }

    /// The worse of two states.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    /// Why it is not up, where somebody said so.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Starting | Self::Up => None,
            Self::Degraded(reason) | Self::Down(reason) => Some(reason),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Up => 0,
            Self::Starting => 1,
            Self::Degraded(_) => 2,
            Self::Down(_) => 3,
        }
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starting => f.write_str("starting"),
            Self::Up => f.write_str("up"),
            Self::Degraded(reason) => write!(f, "degraded: {reason}"),
            Self::Down(reason) => write!(f, "down: {reason}"),
        }
    }
}
