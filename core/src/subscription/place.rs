use std::fmt;

/// Where something is written in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Place {
    /// The module's path; empty if unknown.
    pub module: &'static str,
    /// The file; empty if unknown.
    pub file: &'static str,
    /// The line, 1-based; 0 if unknown.
    pub line: u32,
}

impl Place {
    /// A place in the source.
    pub const fn new(module: &'static str, file: &'static str, line: u32) -> Self {
        Self { module, file, line }
    }

    /// Not known.
    pub const UNKNOWN: Self = Self::new("", "", 0);
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.file.is_empty() { f.write_str("at run time") } else { write!(f, "{}:{}", self.file, self.line) }
    }
}
