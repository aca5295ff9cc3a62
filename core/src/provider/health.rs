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

    fn rank(&self) -> u8 {
        match self {
            Self::Up => 0,
            Self::Starting => 1,
            Self::Degraded(_) => 2,
            Self::Down(_) => 3,
        }
    }
}
