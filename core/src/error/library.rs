use std::{borrow::Cow, error::Error as StdError, fmt};

use super::{BoxError, ErrorKind, Problem, ProblemKind};

/// What the library returns: a kind, whether a retry can help, the operation, its context, and the cause.
///
/// `Display` is one clause without its source, which [`source`](StdError::source) gives.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    retryable: bool,
    operation: Cow<'static, str>,
    context: Vec<(&'static str, String)>,
    remedy: Option<Cow<'static, str>>,
    source: Option<BoxError>,
}

impl Error {
    /// An error of `kind` met in `operation`, a clause such as `"open the connection"`.
    pub fn new(kind: ErrorKind, operation: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            retryable: kind.is_transient(),
            operation: operation.into(),
            context: Vec::new(),
            remedy: None,
            source: None,
        }))
    }

    /// Adds a fact: an address, a user, a queue; never a password or a body.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.0.context.push((key, value.to_string()));
        self
    }

    /// Adds what the reader can do about it.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<Cow<'static, str>>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Overrides whether a retry can help, which otherwise follows from the kind.
    #[must_use]
    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// The same error for another who waits for the same thing; of its causes it has the text.
    #[must_use]
    pub fn again(&self) -> Self {
        let Inner { kind, retryable, operation, context, remedy, source } = &*self.0;
        let source = source.as_ref().map(|_| {
            let mut causes = Vec::new();
            let mut cause = self.source();
            while let Some(error) = cause {
                causes.push(error.to_string());
                cause = error.source();
            }
            causes.join(": ").into()
        });
        Self(Box::new(Inner {
            kind: *kind,
            retryable: *retryable,
            operation: operation.clone(),
            context: context.clone(),
            remedy: remedy.clone(),
            source,
        }))
    }

    /// The sort of error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same operation may succeed later without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// What was being done.
    pub fn operation(&self) -> &str {
        &self.0.operation
    }

    /// The facts that were added, in order.
    pub fn context(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.context.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// The same as a problem of a provider's configuration, with a remedy where the error has none.
    pub fn problem(&self, remedy: &'static str) -> Problem {
        let facts: Vec<_> = self.context().map(|(key, value)| format!("{key}: {value}")).collect();
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
        let message = format!("could not {}: {}{facts}", self.0.operation, self.0.kind);
        let remedy = self.0.remedy.clone().unwrap_or(Cow::Borrowed(remedy));
        Problem::new(ProblemKind::Provider, message, remedy)
    }

    /// What the reader can do about it.
    pub fn remedy(&self) -> Option<&str> {
        self.0.remedy.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not {}: {}", self.0.operation, self.0.kind)?;
        for (at, (key, value)) in self.0.context.iter().enumerate() {
            write!(f, "{}{key}: {value}", if at == 0 { " (" } else { ", " })?;
        }
        if !self.0.context.is_empty() {
            f.write_str(")")?;
        }
        match &self.0.remedy {
            Some(remedy) => write!(f, "; {remedy}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut source = self.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_operation_kind_context_and_remedy_but_not_its_source() {
        let error = Error::new(ErrorKind::Unauthorized, "attach a sender")
            .with("address", "order.placed")
            .with("user", "lim")
            .with_remedy("grant it the right to send")
            .with_source("AMQ229032");
        assert_eq!(
            error.to_string(),
            "could not attach a sender: not authorized (address: order.placed, user: lim); grant it the right to send"
        );
        assert!(format!("{error:?}").ends_with(": AMQ229032"));
    }
}
