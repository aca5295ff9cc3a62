use std::sync::Arc;

use crate::error::{Failure, Result};

/// What a constructor of the service `T` may return: `T`, `Arc<T>`, or a `Result` of `T`.
///
/// Recipes of constructor functions use it, so that the type decides and not its spelling:
/// `Constructed::<T>::into_service(T::new(..))`.
#[diagnostic::on_unimplemented(
    message = "a constructor of `{T}` cannot return `{Self}`",
    label = "not what a constructor returns",
    note = "return `{T}`, `Arc<{T}>` or `Result<{T}, E>`, where `?` can turn `E` into a `tidings::Failure`"
)]
pub trait Constructed<T> {
    /// The service, ready to be shared.
    ///
    /// # Errors
    /// The constructor's own.
    fn into_service(self) -> Result<Arc<T>>;
}

impl<T> Constructed<T> for T {
    fn into_service(self) -> Result<Arc<T>> {
        Ok(Arc::new(self))
    }
}

impl<T> Constructed<T> for Arc<T> {
    fn into_service(self) -> Result<Self> {
        Ok(self)
    }
}

impl<T, E: Into<Failure>> Constructed<T> for Result<T, E> {
    fn into_service(self) -> Result<Arc<T>> {
        self.map(Arc::new).map_err(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shop;

    #[test]
    fn a_constructor_may_be_fallible_or_not() {
        type Hidden = Result<Shop, std::io::Error>;
        let fallible: Hidden = Err(std::io::ErrorKind::NotFound.into());
        assert!(Constructed::<Shop>::into_service(Shop).is_ok());
        assert!(Constructed::<Shop>::into_service(Arc::new(Shop)).is_ok());
        assert!(Constructed::<Shop>::into_service(Ok::<_, Failure>(Shop)).is_ok());
        assert!(Constructed::<Shop>::into_service(fallible).is_err());
    }
}
