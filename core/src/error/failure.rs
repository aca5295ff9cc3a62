use std::{error::Error as StdError, fmt};

/// Any error, boxed.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// What a listener or a pipeline returns; `?` works on every error.
pub type Result<T = (), E = Failure> = std::result::Result<T, E>;

/// Why an attempt to handle an event failed.
///
/// It is one word wide, so that a handler's `Result` travels in registers, and it does not implement
/// [`std::error::Error`], so that `?` converts every error into it.
///
/// ```
/// # use tidings_core::{Failure, Result};
/// fn parse(text: &str) -> Result<i64> {
///     Ok(text.parse::<i64>()?)
/// }
/// assert_eq!(parse("x").unwrap_err().to_string(), "invalid digit found in string");
/// ```
pub struct Failure(Box<Inner>);

struct Inner {
    error: BoxError,
    permanent: bool,
}

impl Failure {
    /// A failure that another attempt may cure: the event is retried as the listener's policy says.
    pub fn new(error: impl Into<BoxError>) -> Self {
        Self(Box::new(Inner { error: error.into(), permanent: false }))
    }

    /// A failure that no further attempt can cure: the event becomes a dead letter at once.
    pub fn permanent(error: impl Into<BoxError>) -> Self {
        Self(Box::new(Inner { error: error.into(), permanent: true }))
    }

    /// Says that no further attempt can cure this failure.
    #[must_use]
    pub fn into_permanent(mut self) -> Self {
        self.0.permanent = true;
        self
    }

    /// Whether the event is given up on without a further attempt.
    pub fn is_permanent(&self) -> bool {
        self.0.permanent
    }

    /// The error behind the failure.
    pub fn error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0.error
    }

    /// Takes the error out of the failure.
    pub fn into_error(self) -> BoxError {
        self.0.error
    }
}

impl<E: Into<BoxError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

// What `fn main() -> Result` prints: the error and its causes, as a person reads them.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.error)?;
        let mut source = self.0.error.source();
        while let Some(error) = source {
            write!(f, "\n  caused by: {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.error, f)
    }
}

/// Marks the error of a `Result` as one that no further attempt can cure.
pub trait ResultExt<T> {
    /// Turns an error into a permanent [`Failure`].
    ///
    /// # Errors
    /// The error itself, marked permanent.
    fn permanent(self) -> Result<T>;
}

impl<T, E: Into<Failure>> ResultExt<T> for std::result::Result<T, E> {
    fn permanent(self) -> Result<T> {
        self.map_err(|error| error.into().into_permanent())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_of_failure_is_one_word() {
        assert_eq!(size_of::<Result>(), size_of::<usize>());
    }

    #[test]
    fn the_question_mark_keeps_a_failure_permanent() {
        let permanent: Result<i32> = "x".parse::<i32>().permanent();
        assert!(permanent.unwrap_err().is_permanent());
        assert!(!Failure::from("later").is_permanent());
    }
}
