use std::fmt;

/// Why there is no broker, or why it did not obey, in words for the person who runs the tests.
///
/// `Debug` prints the same text as `Display`, so that `unwrap` in a test shows it readably. Never holds a password.
#[derive(Clone)]
pub struct Error {
    text: String,
}

impl Error {
    /// An error of these words; the first line says what is wrong.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// An error of the operating system, with what was being done.
    pub(crate) fn io(doing: impl fmt::Display, cause: &std::io::Error) -> Self {
        Self::new(format!("{doing}: {cause}"))
    }

    /// The first line, which says what is wrong; the others say what was tried and what helps.
    pub fn headline(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
