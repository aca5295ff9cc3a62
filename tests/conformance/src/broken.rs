use std::{error::Error, fmt};

/// What a behaviour returns: `Ok` if the provider keeps the guarantee.
pub type Outcome = Result<(), Broken>;

/// Why a provider does not keep a guarantee; `?` turns every error into it.
pub struct Broken(String);

impl Broken {
    /// Says what is wrong.
    pub fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// Adds what was being done.
    #[must_use]
    pub fn during(self, what: impl fmt::Display) -> Self {
        Self(format!("{what}: {}", self.0))
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Broken {
    fn from(error: E) -> Self {
        let error = error.into();
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self(text)
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Fails the behaviour unless something holds.
macro_rules! ensure {
    ($holds:expr, $($why:tt)+) => {
        if !$holds {
            return Err($crate::Broken::new(format!($($why)+)));
        }
    };
}

/// Fails the behaviour unless two values are equal.
macro_rules! ensure_eq {
    ($is:expr, $must:expr, $what:expr) => {
        match (&$is, &$must) {
            (is, must) if is == must => {}
            (is, must) => return Err($crate::Broken::new(format!("{} must be {must:?}, is {is:?}", $what))),
        }
    };
}

pub(crate) use {ensure, ensure_eq};
