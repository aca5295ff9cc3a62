use std::fmt;

/// The version of the protocol, which decides how headers are escaped.
///
/// | version | escapes |
/// |---|---|
/// | 1.0 | none |
/// | 1.1 | `\n`, `\c`, `\\` |
/// | 1.2 | `\r`, `\n`, `\c`, `\\` |
///
/// The frames that open a conversation are escaped in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// STOMP 1.0: what a server speaks that names no version.
    V1_0,
    /// STOMP 1.1.
    V1_1,
    /// STOMP 1.2, the default.
    #[default]
    V1_2,
}

impl Version {
    /// Every version, the oldest first.
    pub const ALL: [Self; 3] = [Self::V1_0, Self::V1_1, Self::V1_2];

    /// As the headers `version` and `accept-version` spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
        }
    }

    /// The version of this name; `None` for one that the codec does not speak.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
