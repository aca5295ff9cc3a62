use crate::error::{Failure, Result};

/// What a listener function may return.
#[diagnostic::on_unimplemented(
    message = "a listener function cannot return `{Self}`",
    label = "not what a listener function returns",
    note = "return `Result`, whose `?` takes any error, or nothing"
)]
pub trait Outcome {
    /// The result of the attempt.
    ///
    /// # Errors
    /// The function's own.
    fn into_result(self) -> Result;
}

impl Outcome for () {
    #[inline]
    fn into_result(self) -> Result {
        Ok(())
    }
}

impl<E: Into<Failure>> Outcome for Result<(), E> {
    #[inline]
    fn into_result(self) -> Result {
        self.map_err(Into::into)
    }
}
